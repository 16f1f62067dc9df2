package dev.continuo.model.backend;

/** What the elements of a buffer are. */
public enum ElementType {
  FLOAT64(Double.BYTES),
  FLOAT32(Float.BYTES),
  BFLOAT16(Short.BYTES),
  INT32(Integer.BYTES);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** The bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
