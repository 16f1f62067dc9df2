package dev.continuo.corpus.hash;

/**
 * Mixes the bits of 64-bit numbers, so that similar numbers become dissimilar. What a corpus holds
 * depends on the results, so these functions never change.
 */
public final class BitMixer {

  /** 2^64 divided by the golden ratio: an odd number without pattern. */
  public static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private static final int HALF = 32;

  private BitMixer() {}

  /** Folds the upper half in, multiplies, and folds again. */
  public static long fold(long value) {
    long mixed = (value ^ (value >>> HALF)) * GOLDEN;
    return mixed ^ (mixed >>> HALF);
  }

  /** The finalizer of MurmurHash3. */
  public static long murmur(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }
}
