package dev.continuo.model.kernel;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.vector.Lanes;
import dev.continuo.model.vector.Memory;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * How factors of products lie in memory: in words of 32 bits, each one float32, or two bfloat16
 * with the first one low. Rounding is to nearest, ties to even. Places are addresses of bytes.
 */
final class FactorFormat {

  private static final int HIGH = 0xffff0000;
  private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED;

  private FactorFormat() {}

  /** How many numbers are in a word. */
  static int perWord(ScalarType type) {
    return switch (type) {
      case FLOAT32 -> 1;
      case BFLOAT16 -> 2;
    };
  }

  /** The bytes of a number. */
  static int bytes(ScalarType type) {
    return Integer.BYTES / perWord(type);
  }

  /** How many words hold so many numbers; the last one is filled up with zero. */
  static int words(ScalarType type, int numbers) {
    return Math.ceilDiv(numbers, perWord(type));
  }

  /** Numbers of an array to memory. */
  static void store(ScalarType type, float[] from, int at, int count, long to) {
    switch (type) {
      case FLOAT32 -> Memory.put(from, at, count, to);
      case BFLOAT16 -> Bfloat16.store(from, at, count, to);
    }
  }

  /** Numbers of memory to an array. */
  static void load(ScalarType type, long from, int count, float[] to, int at) {
    switch (type) {
      case FLOAT32 -> Memory.get(from, count, to, at);
      case BFLOAT16 -> Bfloat16.load(from, count, to, at);
    }
  }

  /** Rounds a row of float32 numbers. */
  static void round(ScalarType type, long from, int count, long to) {
    switch (type) {
      case FLOAT32 -> copy(from, count, to);
      case BFLOAT16 -> Bfloat16.round(from, count, to);
    }
  }

  /** Widens a row to float32. */
  static void widen(ScalarType type, long from, int count, long to) {
    switch (type) {
      case FLOAT32 -> copy(from, count, to);
      case BFLOAT16 -> Bfloat16.widen(from, count, to);
    }
  }

  /** Rounds a row of float32 numbers, and fills its last word up. */
  static void pack(ScalarType type, long from, int count, long to) {
    round(type, from, count, to);
    if (type == ScalarType.BFLOAT16 && count % 2 != 0) {
      Memory.ALL.set(HALF, to + (long) count * Short.BYTES, (short) 0);
    }
  }

  /**
   * The word rows of a matrix of float32 numbers whose rows are taken by the word: row k in
   * float32; rows k and k + 1 side by side in bfloat16.
   *
   * @param second where row k + 1 is, or 0 where there is none
   */
  static void join(ScalarType type, long first, long second, int count, long to) {
    switch (type) {
      case FLOAT32 -> copy(first, count, to);
      case BFLOAT16 -> pair(first, second, count, to);
    }
  }

  /**
   * The same of a matrix that is in the format already.
   *
   * @param second where row k + 1 is, or 0 where there is none
   */
  static void joinStored(ScalarType type, long first, long second, int count, long to) {
    switch (type) {
      case FLOAT32 -> copy(first, count, to);
      case BFLOAT16 -> pairStored(first, second, count, to);
    }
  }

  /** Copies words. */
  static void copy(long from, int words, long to) {
    int bound = Lanes.bound(words);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      Memory.store(Memory.words(from + Memory.bytes(i)), to + Memory.bytes(i));
    }
    for (int i = bound; i < words; i++) {
      Memory.putWord(Memory.word(from + Memory.bytes(i)), to + Memory.bytes(i));
    }
  }

  private static void pair(long first, long second, int count, long to) {
    int bound = second == 0 ? 0 : Lanes.bound(count);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      IntVector low =
          Bfloat16.rounded(Memory.load(first + Memory.bytes(i)))
              .lanewise(VectorOperators.LSHR, Bfloat16.BITS);
      IntVector high = Bfloat16.rounded(Memory.load(second + Memory.bytes(i))).and(HIGH);
      Memory.store(high.or(low), to + Memory.bytes(i));
    }
    for (int i = bound; i < count; i++) {
      int high = second == 0 ? 0 : Bfloat16.rounded(Memory.get(second + Memory.bytes(i))) & HIGH;
      int low = Bfloat16.rounded(Memory.get(first + Memory.bytes(i))) >>> Bfloat16.BITS;
      Memory.putWord(high | low, to + Memory.bytes(i));
    }
  }

  private static void pairStored(long first, long second, int count, long to) {
    int bound = second == 0 ? 0 : Lanes.bound(count);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      IntVector low = Bfloat16.halves(first + Memory.bytes(i) / 2);
      IntVector high = Bfloat16.halves(second + Memory.bytes(i) / 2);
      Memory.store(
          high.lanewise(VectorOperators.LSHL, Bfloat16.BITS).or(low), to + Memory.bytes(i));
    }
    for (int i = bound; i < count; i++) {
      int low = Memory.ALL.get(HALF, first + Memory.bytes(i) / 2) & ~HIGH;
      int high = second == 0 ? 0 : Memory.ALL.get(HALF, second + Memory.bytes(i) / 2);
      Memory.putWord(high << Bfloat16.BITS | low, to + Memory.bytes(i));
    }
  }
}
