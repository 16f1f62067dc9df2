package dev.continuo.trainer.bench;

import dev.continuo.model.backend.ElementType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Normally distributed numbers to measure with. */
final class RandomNumbers {

  private static final int DIFFERENT = 1 << 16;

  private RandomNumbers() {}

  /** Elements of a type: some thousands of numbers, again and again at other places. */
  static MemorySegment of(ElementType type, long elements, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] numbers = new float[DIFFERENT];
    for (int i = 0; i < DIFFERENT; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    MemorySegment segment = Arena.ofAuto().allocate(elements * type.bytes(), Long.BYTES);
    long bits = seed;
    for (long i = 0; i < elements; i++) {
      bits = bits * 6364136223846793005L + 1442695040888963407L;
      float number = numbers[(int) (bits >>> 48)];
      if (type == ElementType.BFLOAT16) {
        short rounded = (short) (Float.floatToIntBits(number) >>> Short.SIZE);
        segment.setAtIndex(ValueLayout.JAVA_SHORT, i, rounded);
      } else {
        segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, number);
      }
    }
    return segment;
  }
}
