package dev.continuo.corpus.dedup;

import dev.continuo.corpus.word.StandardWords;
import dev.continuo.corpus.word.WordSplitter;
import dev.continuo.corpus.word.Words;

/**
 * The words of a text as hashes of 64 bits: Lucene's standard tokenizer (Unicode annex 29; single
 * characters in Chinese), lower-cased, so that punctuation, white space and case make no
 * difference. Not thread-safe.
 */
public final class WordHashes {

  private static final long OFFSET = 0xCBF29CE484222325L;
  private static final long PRIME = 0x100000001B3L;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;
  private static final int SHIFT = 32;

  private final WordSplitter splitter = new StandardWords();
  private final Words words = new Words();

  /** The hashes, in the order of the words. */
  public long[] of(String text) {
    words.start(text);
    splitter.split(words);
    long[] hashes = new long[words.count()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = hash(words.text(), words.start(i), words.end(i));
    }
    return hashes;
  }

  /** FNV-1a over the characters in lower case, then mixed. */
  private static long hash(char[] text, int start, int end) {
    long hash = OFFSET;
    for (int i = start; i < end; i++) {
      hash = (hash ^ Character.toLowerCase(text[i])) * PRIME;
    }
    return mix(hash);
  }

  /**
   * The hash of the words {@code [start, start + count)}, which depends on their order.
   *
   * <p>Example: in {@code "to be or not to be"}, the two words from 0 and from 4 have the same
   * hash.
   */
  static long shingle(long[] words, int start, int count) {
    long hash = count;
    for (int i = start; i < start + count; i++) {
      hash = mix((hash ^ words[i]) * SPREAD);
    }
    return hash;
  }

  static long mix(long hash) {
    long mixed = (hash ^ (hash >>> SHIFT)) * SPREAD;
    return mixed ^ (mixed >>> SHIFT);
  }
}
