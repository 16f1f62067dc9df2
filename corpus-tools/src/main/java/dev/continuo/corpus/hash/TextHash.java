package dev.continuo.corpus.hash;

/** 64-bit hashes of text, to tell pieces of one document apart. */
public final class TextHash {

  /** Knuth's multiplier of the generator MMIX. */
  public static final long MULTIPLIER = 6_364_136_223_846_793_005L;

  private TextHash() {}

  public static long of(String text, int start, int end) {
    long hash = (long) end - start;
    for (int i = start; i < end; i++) {
      hash = (hash + text.charAt(i) + 1) * MULTIPLIER;
    }
    return hash ^ (hash >>> 29);
  }

  public static long of(char[] text, int start, int end) {
    long hash = (long) end - start;
    for (int i = start; i < end; i++) {
      hash = (hash + text[i] + 1) * MULTIPLIER;
    }
    return hash ^ (hash >>> 29);
  }
}
