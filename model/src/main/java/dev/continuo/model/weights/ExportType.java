package dev.continuo.model.weights;

/** What the weights of an exported model are written as. */
public enum ExportType {
  F32(0, DataType.F32),
  F16(1, DataType.F16),
  Q8_0(7, DataType.Q8_0),
  Q4_0(2, DataType.Q4_0),
  /** Q4_K, with Q6_K for the matrices that suffer most. */
  Q4_K_M(15, DataType.Q4_K),
  Q6_K(18, DataType.Q6_K);

  private final int number;
  private final DataType base;

  ExportType(int number, DataType base) {
    this.number = number;
    this.base = base;
  }

  /** What {@code general.file_type} calls it. */
  int number() {
    return number;
  }

  /** The type of most matrices. */
  DataType base() {
    return base;
  }

  /** Whether the weights are rounded to levels, which GGUF files alone can hold. */
  public boolean isQuantized() {
    return base.isQuantized();
  }
}
