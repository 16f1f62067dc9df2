package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;
import java.util.List;
import java.util.stream.IntStream;

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
  // GGUF's quantized types: elements and bytes of a block, elements of a group with a scale of its
  // own, where the float16 numbers stand that scale the block, and how many these are.
  Q4_0(32, 18, 32, 0, 1),
  Q4_1(32, 20, 32, 0, 2),
  Q5_0(32, 22, 32, 0, 1),
  Q5_1(32, 24, 32, 0, 2),
  Q8_0(32, 34, 32, 0, 1),
  Q2_K(256, 84, 16, 80, 2),
  Q3_K(256, 110, 16, 108, 1),
  Q4_K(256, 144, 32, 0, 2),
  Q5_K(256, 176, 32, 0, 2),
  Q6_K(256, 210, 16, 208, 1),
  IQ4_NL(32, 18, 32, 0, 1),
  IQ4_XS(256, 136, 32, 0, 1);

  private final int blockElements;
  private final int blockBytes;
  private final int groupElements;
  private final int scalePlace;
  private final int scaleCount;

  DataType(int bytes) {
    this(1, bytes, 1, 0, 0);
  }

  DataType(int blockElements, int blockBytes, int groupElements, int scalePlace, int scaleCount) {
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
    this.groupElements = groupElements;
    this.scalePlace = scalePlace;
    this.scaleCount = scaleCount;
  }

  /** How many elements are stored as one; 1 but for quantized types. */
  public int blockElements() {
    return blockElements;
  }

  /** The size of a block. */
  public int blockBytes() {
    return blockBytes;
  }

  /** How many elements of a block share a scale; 1 but for quantized types. */
  public int groupElements() {
    return groupElements;
  }

  /** Where in a block of a quantized type the float16 numbers stand that scale it, in bytes. */
  public List<Integer> scalePlaces() {
    return IntStream.range(0, scaleCount).mapToObj(i -> scalePlace + i * Short.BYTES).toList();
  }

  /** Whether elements are stored in blocks. */
  public boolean isQuantized() {
    return blockElements > 1;
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
    return !isQuantized();
  }

  /** Whether a model's weights can be read from this type. */
  public boolean isReadableAsFloat() {
    return this == F32 || this == F16 || this == BF16 || isQuantized();
  }
}
