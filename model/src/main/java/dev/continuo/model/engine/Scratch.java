package dev.continuo.model.engine;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.kernel.CausalAttention;
import dev.continuo.model.kernel.LeftMatrix;

/** What one thread computes in: reused from task to task, its contents lost between them. */
final class Scratch {

  private final CausalAttention attention;
  private final LeftMatrix left;
  private float[] rows = {};
  private float[] inner = {};
  private float[] wide = {};

  Scratch(ScalarType type, int headSize) {
    attention = new CausalAttention(type, headSize);
    left = new LeftMatrix(type);
  }

  CausalAttention attention() {
    return attention;
  }

  /** The left matrix of the next product. */
  LeftMatrix left() {
    return left;
  }

  /** At least so many elements. */
  float[] rows(int length) {
    rows = rows.length < length ? new float[length] : rows;
    return rows;
  }

  /** At least so many elements, apart from the others. */
  float[] inner(int length) {
    inner = inner.length < length ? new float[length] : inner;
    return inner;
  }

  /** At least so many elements, apart from the others. */
  float[] wide(int length) {
    wide = wide.length < length ? new float[length] : wide;
    return wide;
  }
}
