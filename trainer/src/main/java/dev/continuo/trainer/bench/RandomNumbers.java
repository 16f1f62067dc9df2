package dev.continuo.trainer.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Normally distributed numbers to measure with. */
final class RandomNumbers {

  private static final int DIFFERENT = 1 << 16;

  private RandomNumbers() {}

  /** Elements in bfloat16: some thousands of numbers, again and again at other places. */
  static MemorySegment bfloat16(long elements, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    short[] numbers = new short[DIFFERENT];
    for (int i = 0; i < DIFFERENT; i++) {
      numbers[i] = (short) (Float.floatToIntBits((float) random.nextGaussian()) >>> Short.SIZE);
    }
    MemorySegment segment = Arena.ofAuto().allocate(elements * Short.BYTES, Long.BYTES);
    long bits = seed;
    for (long i = 0; i < elements; i++) {
      bits = bits * 6364136223846793005L + 1442695040888963407L;
      segment.setAtIndex(ValueLayout.JAVA_SHORT, i, numbers[(int) (bits >>> 48)]);
    }
    return segment;
  }
}
