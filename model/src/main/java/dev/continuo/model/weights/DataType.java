package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;

/** The element types of weight files, by the names that safetensors and GGUF use. */
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
  BOOL(1),
  /** GGUF's blocks of 32 elements: a scale in float16, then 32 signed bytes. */
  Q8_0(32, 34);

  private final int blockElements;
  private final int blockBytes;

  DataType(int bytes) {
    this(1, bytes);
  }

  DataType(int blockElements, int blockBytes) {
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
  }

  /** How many elements are stored as one; 1 but for quantized types. */
  public int blockElements() {
    return blockElements;
  }

  /** The size of a block. */
  public int blockBytes() {
    return blockBytes;
  }

  /** The size of so many elements, which must fill whole blocks. */
  public long bytesOf(long elements) {
    if (elements % blockElements != 0) {
      throw new ModelException(
          this + ": expected a multiple of " + blockElements + " elements, found " + elements);
    }
    try {
      return Math.multiplyExact(elements / blockElements, (long) blockBytes);
    } catch (ArithmeticException e) {
      throw new ModelException("too many elements of " + this + ": " + elements, e);
    }
  }

  /** Whether safetensors files have this type. */
  public boolean isInSafetensors() {
    return this != Q8_0;
  }

  /** Whether a model's weights can be read from this type. */
  public boolean isReadableAsFloat() {
    return this == F32 || this == F16 || this == BF16 || this == Q8_0;
  }
}
