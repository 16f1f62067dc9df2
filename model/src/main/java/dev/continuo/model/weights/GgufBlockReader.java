package dev.continuo.model.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Blocks of a quantized type, unpacked one after the other. */
public final class GgufBlockReader {

  private final DataType type;
  private final GgufBlockFormat format;
  private final byte[] bytes;
  private final UnpackedBlock block;

  /** Room for one block of a type. */
  public GgufBlockReader(DataType type) {
    this.type = type;
    format = GgufBlockFormat.of(type);
    bytes = new byte[type.blockBytes()];
    block = UnpackedBlock.of(type);
  }

  /** The block that begins with an element; it is valid until the next one. */
  public UnpackedBlock at(MemorySegment blocks, long element) {
    long offset = type.bytesOf(element);
    MemorySegment.copy(blocks, ValueLayout.JAVA_BYTE, offset, bytes, 0, bytes.length);
    format.unpack(bytes, 0, block);
    return block;
  }

  /** Writes the elements of whole blocks to native-order floats. */
  static void read(DataType type, MemorySegment blocks, long count, MemorySegment floats) {
    GgufBlockReader unpacked = new GgufBlockReader(type);
    float[] values = new float[type.blockElements()];
    for (long element = 0; element < count; element += values.length) {
      unpacked.at(blocks, element).toFloats(values, 0);
      MemorySegment.copy(
          values,
          0,
          floats,
          ValueLayout.JAVA_FLOAT_UNALIGNED,
          element * Float.BYTES,
          values.length);
    }
  }
}
