package dev.continuo.model.device;

import dev.continuo.model.aten.Aten.ScalarType;

/** The number format of matrix products and attention; weights, norms and the loss stay float32. */
public enum Precision {
  /** Single precision throughout. */
  FLOAT32(ScalarType.FLOAT32),
  /** Mixed precision (Micikevicius et al., arXiv 1710.03740) in bfloat16. */
  BFLOAT16(ScalarType.BFLOAT16);

  private final ScalarType scalarType;

  Precision(ScalarType scalarType) {
    this.scalarType = scalarType;
  }

  /** The format of matrix products. */
  public ScalarType scalarType() {
    return scalarType;
  }
}
