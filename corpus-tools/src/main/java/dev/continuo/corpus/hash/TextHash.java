package dev.continuo.corpus.hash;

import dev.continuo.tokenizer.hash.BitMixer;

/** 64-bit hashes of text, to tell pieces of one document apart. */
public final class TextHash {

  /** Knuth's multiplier of the generator MMIX. */
  public static final long MULTIPLIER = 6_364_136_223_846_793_005L;

  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

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

  /** FNV-1a over the characters in lower case, then mixed. */
  public static long ofLowerCase(char[] text, int start, int end) {
    long hash = FNV_OFFSET;
    for (int i = start; i < end; i++) {
      hash = (hash ^ Character.toLowerCase(text[i])) * FNV_PRIME;
    }
    return BitMixer.fold(hash);
  }
}
