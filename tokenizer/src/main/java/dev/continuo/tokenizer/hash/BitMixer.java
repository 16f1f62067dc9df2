package dev.continuo.tokenizer.hash;

/**
 * Mixes the bits of 64-bit numbers, so that similar numbers become dissimilar. Corpora and the
 * order of training depend on the results, so these functions never change.
 */
public final class BitMixer {

  /** 2^64 divided by the golden ratio: an odd number without pattern. */
  public static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private static final long MURMUR = 0xFF51AFD7ED558CCDL;
  private static final int HALF = 32;

  private BitMixer() {}

  /** Folds the upper half in, multiplies, and folds again. */
  public static long fold(long value) {
    long mixed = (value ^ (value >>> HALF)) * GOLDEN;
    return mixed ^ (mixed >>> HALF);
  }

  /** The finalizer of MurmurHash3. */
  public static long murmur(long value) {
    long mixed = (value ^ (value >>> 33)) * MURMUR;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }

  /** One step of SplitMix64: what the generator in the state {@code value} gives next. */
  public static long splitMix(long value) {
    long mixed = value + GOLDEN;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** A hash of the bytes {@code [from, to)}, for tables in memory. */
  public static int ofBytes(byte[] bytes, int from, int to, long seed) {
    long hash = seed;
    for (int i = from; i < to; i++) {
      hash = (hash ^ bytes[i]) * MURMUR;
      hash ^= hash >>> HALF;
    }
    return (int) (hash ^ (hash >>> 17));
  }
}
