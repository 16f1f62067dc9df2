package dev.continuo.model.weights;

/** The element types of a safetensors file, by the names that its header uses. */
public enum DataType {
  F64(8),
  F32(4),
  F16(2),
  BF16(2),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  U64(8),
  U32(4),
  U16(2),
  U8(1),
  F8_E4M3(1),
  F8_E5M2(1),
  BOOL(1);

  private final int bytes;

  DataType(int bytes) {
    this.bytes = bytes;
  }

  /** The size of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether a model's weights can be read from this type: F32, F16 or BF16. */
  public boolean isReadableAsFloat() {
    return this == F32 || this == F16 || this == BF16;
  }
}
