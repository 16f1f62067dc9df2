package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.LongStream;

/** A tensor's elements in another type. */
final class TensorConversion {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Elements that are converted at once: whole blocks of every type. */
  private static final int AT_ONCE = 1 << 16;

  private TensorConversion() {}

  /** The tensor in F32, F16 or a quantized type: itself where it has that type already. */
  static Tensor to(Tensor tensor, DataType type) {
    if (tensor.type() == type) {
      return tensor;
    }
    long count = tensor.spec().elementCount();
    long size = type.bytesOf(count);
    MemorySegment bytes = Arena.ofAuto().allocate(Math.max(1, size), Float.BYTES).asSlice(0, size);
    LongStream pieces = LongStream.range(0, Math.ceilDiv(count, AT_ONCE));
    (type.isQuantized() ? pieces.parallel() : pieces)
        .forEach(
            piece -> {
              long first = piece * AT_ONCE;
              float[] floats = new float[(int) Math.min(AT_ONCE, count - first)];
              tensor.copyTo(first, MemorySegment.ofArray(floats));
              MemorySegment part = bytes.asSlice(type.bytesOf(first), type.bytesOf(floats.length));
              convert(tensor, floats, type, part);
            });
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
      default -> quantize(tensor, floats, type, bytes);
    }
  }

  private static void quantize(Tensor tensor, float[] floats, DataType type, MemorySegment bytes) {
    BlockQuantizer quantizer = BlockQuantizer.of(type);
    byte[] block = new byte[type.blockBytes()];
    for (int i = 0; i < floats.length; i += type.blockElements()) {
      for (int k = i; k < i + type.blockElements(); k++) {
        if (!Float.isFinite(floats[k])) {
          throw new ModelException(
              "tensor " + tensor.name() + ": expected finite weights, found " + floats[k]);
        }
      }
      try {
        quantizer.write(floats, i, block);
      } catch (ModelException e) {
        throw new ModelException("tensor " + tensor.name() + ": " + e.getMessage(), e);
      }
      MemorySegment.copy(block, 0, bytes, ValueLayout.JAVA_BYTE, type.bytesOf(i), block.length);
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
