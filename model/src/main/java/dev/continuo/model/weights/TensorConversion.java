package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** A tensor's elements in another type. */
final class TensorConversion {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Elements that are converted at once: whole blocks of every type. */
  private static final int AT_ONCE = 1 << 16;

  private TensorConversion() {}

  /** The tensor in a type of F32, F16 or Q8_0: itself where it has that type already. */
  static Tensor to(Tensor tensor, DataType type) {
    if (tensor.type() == type) {
      return tensor;
    }
    long count = tensor.spec().elementCount();
    long size = type.bytesOf(count);
    MemorySegment bytes = Arena.ofAuto().allocate(Math.max(1, size), Float.BYTES).asSlice(0, size);
    for (long first = 0; first < count; first += AT_ONCE) {
      float[] floats = new float[(int) Math.min(AT_ONCE, count - first)];
      tensor.copyTo(first, MemorySegment.ofArray(floats));
      MemorySegment part = bytes.asSlice(type.bytesOf(first), type.bytesOf(floats.length));
      convert(tensor, floats, type, part);
    }
    return new Tensor(tensor.spec(), type, bytes);
  }

  private static void convert(Tensor tensor, float[] floats, DataType type, MemorySegment bytes) {
    switch (type) {
      case F32 -> {
        for (int i = 0; i < floats.length; i++) {
          bytes.set(FLOAT, (long) i * Float.BYTES, floats[i]);
        }
      }
      case F16 -> {
        for (int i = 0; i < floats.length; i++) {
          bytes.set(SHORT, (long) i * Short.BYTES, halfOf(tensor, floats[i]));
        }
      }
      case Q8_0 -> Q8Blocks.write(floats, bytes);
      default -> throw new ModelException("weights cannot be written as " + type);
    }
  }

  private static short halfOf(Tensor tensor, float value) {
    short half = Float.floatToFloat16(value);
    if (!Float.isFinite(Float.float16ToFloat(half)) && Float.isFinite(value)) {
      throw new ModelException(
          "tensor " + tensor.name() + ": too large for F16: " + value + "; choose f32");
    }
    return half;
  }
}
