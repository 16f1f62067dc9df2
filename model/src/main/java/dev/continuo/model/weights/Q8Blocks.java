package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * GGUF's type Q8_0: each block of 32 elements is a float16 scale and 32 signed bytes, and an
 * element is scale · byte. The scale is the greatest magnitude divided by 127: {@code [-2, …, 1,
 * 0]} is stored as 0.01575 and {@code [-127, …, 64, 0]}.
 */
final class Q8Blocks {

  private static final ValueLayout.OfShort SCALE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int ELEMENTS = DataType.Q8_0.blockElements();
  private static final int BYTES = DataType.Q8_0.blockBytes();
  private static final int LEVELS = 127;

  private Q8Blocks() {}

  /** Quantizes floats that fill whole blocks. */
  static void write(float[] floats, MemorySegment blocks) {
    for (int block = 0; block < floats.length / ELEMENTS; block++) {
      float most = 0;
      for (int i = 0; i < ELEMENTS; i++) {
        most = Math.max(most, Math.abs(floats[block * ELEMENTS + i]));
      }
      float scale = most / LEVELS;
      float inverse = scale == 0 ? 0 : 1 / scale;
      long start = (long) block * BYTES;
      short half = Float.floatToFloat16(scale);
      if (!Float.isFinite(Float.float16ToFloat(half))) {
        throw new ModelException("weights are too large for Q8_0: " + most + "; choose f32");
      }
      blocks.set(SCALE, start, half);
      for (int i = 0; i < ELEMENTS; i++) {
        int level = roundHalfAway(floats[block * ELEMENTS + i] * inverse);
        blocks.set(ValueLayout.JAVA_BYTE, start + Short.BYTES + i, (byte) level);
      }
    }
  }

  private static int roundHalfAway(float value) {
    int magnitude = (int) (Math.abs(value) + 0.5f);
    return value < 0 ? -magnitude : magnitude;
  }
}
