package dev.continuo.model.kernel;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.vector.Lanes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Numbers in the format of matrix products, in words of 32 bits: one float32, or two bfloat16 with
 * the first one low. Rounding is to nearest, ties to even.
 */
final class Words {

  private static final int HIGH = 0xffff0000;
  private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private Words() {}

  /** How many numbers are in a word. */
  static int perWord(ScalarType type) {
    return switch (type) {
      case FLOAT32 -> 1;
      case BFLOAT16 -> 2;
    };
  }

  /** How many words hold so many numbers; the last one is filled up with zero. */
  static int count(ScalarType type, int numbers) {
    return Math.ceilDiv(numbers, perWord(type));
  }

  /** A row of numbers, one after the other. */
  static void pack(ScalarType type, float[] from, int start, int count, MemorySegment to, long at) {
    switch (type) {
      case FLOAT32 -> copy(from, start, count, to, at);
      case BFLOAT16 -> round(from, start, count, to, at);
    }
  }

  /**
   * The word rows of a matrix whose rows are taken by the word: row k in float32; rows k and k + 1
   * side by side in bfloat16.
   *
   * @param second where row k + 1 starts, negative where there is none
   */
  static void join(
      ScalarType type, float[] from, int first, int second, int count, MemorySegment to, long at) {
    switch (type) {
      case FLOAT32 -> copy(from, first, count, to, at);
      case BFLOAT16 -> {
        if (second < 0) {
          pairWithZero(from, first, count, to, at);
        } else {
          pair(from, first, second, count, to, at);
        }
      }
    }
  }

  /**
   * The word rows of two rows of a matrix that are in the format of products.
   *
   * @param first the byte where row k starts
   * @param second the byte where row k + 1 starts
   */
  static void interleave(
      MemorySegment from, long first, long second, int count, MemorySegment to, long at) {
    int bound = Lanes.bound(count);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      IntVector low = Bfloat16.halves(from, first + (long) i * Short.BYTES);
      IntVector high = Bfloat16.halves(from, second + (long) i * Short.BYTES);
      high.lanewise(VectorOperators.LSHL, Bfloat16.BITS)
          .or(low)
          .intoMemorySegment(to, bytes(at + i), ORDER);
    }
    for (int i = bound; i < count; i++) {
      int low = from.get(HALF, first + (long) i * Short.BYTES) & ~HIGH;
      int high = from.get(HALF, second + (long) i * Short.BYTES) << Bfloat16.BITS;
      put(to, at + i, high | low);
    }
  }

  private static long bytes(long words) {
    return words * Integer.BYTES;
  }

  private static void put(MemorySegment to, long at, int word) {
    to.set(WORD, bytes(at), word);
  }

  private static void copy(float[] from, int start, int count, MemorySegment to, long at) {
    int bound = Lanes.bound(count);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      Lanes.load(from, start + i).reinterpretAsInts().intoMemorySegment(to, bytes(at + i), ORDER);
    }
    for (int i = bound; i < count; i++) {
      put(to, at + i, Float.floatToRawIntBits(from[start + i]));
    }
  }

  private static void round(float[] from, int start, int count, MemorySegment to, long at) {
    int bound = Lanes.bound(count);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      ShortVector halves = Bfloat16.halves(Bfloat16.rounded(Lanes.load(from, start + i)));
      halves.reinterpretAsInts().intoMemorySegment(to, bytes(at + i / 2), ORDER);
    }
    for (int i = bound; i < count; i += 2) {
      int low = Bfloat16.rounded(from[start + i]) >>> Bfloat16.BITS;
      int high = i + 1 < count ? Bfloat16.rounded(from[start + i + 1]) & HIGH : 0;
      put(to, at + i / 2, high | low);
    }
  }

  private static void pair(
      float[] from, int first, int second, int count, MemorySegment to, long at) {
    int bound = Lanes.bound(count);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      IntVector low =
          Bfloat16.rounded(Lanes.load(from, first + i))
              .lanewise(VectorOperators.LSHR, Bfloat16.BITS);
      IntVector high = Bfloat16.rounded(Lanes.load(from, second + i)).and(HIGH);
      high.or(low).intoMemorySegment(to, bytes(at + i), ORDER);
    }
    for (int i = bound; i < count; i++) {
      int high = Bfloat16.rounded(from[second + i]) & HIGH;
      put(to, at + i, high | (Bfloat16.rounded(from[first + i]) >>> Bfloat16.BITS));
    }
  }

  private static void pairWithZero(float[] from, int first, int count, MemorySegment to, long at) {
    for (int i = 0; i < count; i++) {
      put(to, at + i, Bfloat16.rounded(from[first + i]) >>> Bfloat16.BITS);
    }
  }
}
