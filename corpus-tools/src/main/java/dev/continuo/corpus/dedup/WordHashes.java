package dev.continuo.corpus.dedup;

import dev.continuo.corpus.hash.Mix;
import dev.continuo.corpus.hash.TextHash;
import dev.continuo.corpus.word.StandardWords;
import dev.continuo.corpus.word.WordSplitter;
import dev.continuo.corpus.word.Words;

/**
 * The words of a text as hashes of 64 bits: Lucene's standard tokenizer (Unicode annex 29; single
 * characters in Chinese), lower-cased, so that punctuation, white space and case make no
 * difference. Not thread-safe.
 */
public final class WordHashes {

  private final WordSplitter splitter = new StandardWords();
  private final Words words = new Words();

  /** The hashes, in the order of the words. */
  public long[] of(String text) {
    words.start(text);
    splitter.split(words);
    long[] hashes = new long[words.count()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = TextHash.ofLowerCase(words.text(), words.start(i), words.end(i));
    }
    return hashes;
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
      hash = Mix.fold((hash ^ words[i]) * Mix.GOLDEN);
    }
    return hash;
  }
}
