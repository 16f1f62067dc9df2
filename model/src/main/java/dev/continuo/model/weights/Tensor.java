package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A tensor of a file: its elements lie row after row in the mapped memory of the file, and are
 * valid until the file is closed.
 *
 * @param spec the name and shape
 * @param type the type of the elements
 * @param data the bytes, little-endian
 */
public record Tensor(TensorSpec spec, DataType type, MemorySegment data) {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  public Tensor {
    if (data.byteSize() / type.bytes() != spec.elementCount()
        || data.byteSize() % type.bytes() != 0) {
      throw new ModelException(
          "tensor "
              + spec.name()
              + ": expected "
              + spec.elementCount()
              + " elements of "
              + type
              + ", found "
              + data.byteSize()
              + " bytes");
    }
  }

  public String name() {
    return spec.name();
  }

  /** Copies the elements, as float32, to native-order floats. */
  public void copyTo(MemorySegment floats) {
    long count = spec.elementCount();
    switch (type) {
      case F32 -> {
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
          MemorySegment.copy(data, 0, floats, 0, data.byteSize());
        } else {
          for (long i = 0; i < count; i++) {
            put(floats, i, data.get(FLOAT, i * Float.BYTES));
          }
        }
      }
      case F16 -> {
        for (long i = 0; i < count; i++) {
          put(floats, i, Float.float16ToFloat(data.get(SHORT, i * Short.BYTES)));
        }
      }
      case BF16 -> {
        for (long i = 0; i < count; i++) {
          put(floats, i, Float.intBitsToFloat(data.get(SHORT, i * Short.BYTES) << 16));
        }
      }
      case F64, I64, I32, I16, I8, U64, U32, U16, U8, F8_E4M3, F8_E5M2, BOOL ->
          throw new ModelException(
              "tensor " + name() + ": expected F32, F16 or BF16 weights, found " + type);
    }
  }

  /** The elements as float32, in a new array. */
  public float[] toFloats() {
    long count = spec.elementCount();
    if (count > Integer.MAX_VALUE - 8) {
      throw new ModelException("tensor " + name() + ": too large for one array: " + count);
    }
    float[] floats = new float[(int) count];
    copyTo(MemorySegment.ofArray(floats));
    return floats;
  }

  private static void put(MemorySegment floats, long index, float value) {
    floats.set(ValueLayout.JAVA_FLOAT_UNALIGNED, index * Float.BYTES, value);
  }
}
