package dev.continuo.corpus.dedup;

import dev.continuo.corpus.hash.TextHash;
import dev.continuo.corpus.word.StandardWords;
import dev.continuo.corpus.word.WordSplitter;
import dev.continuo.corpus.word.Words;
import dev.continuo.tokenizer.hash.BitMixer;

/**
 * The word n-grams (shingles) of texts as hashes of 64 bits. Words are those of Lucene's standard
 * tokenizer (Unicode annex 29; single characters in Chinese) in lower case, so punctuation, white
 * space and case make no difference. Not thread-safe.
 */
public final class Shingles {

  private final WordSplitter splitter = new StandardWords();
  private final Words found = new Words();

  /** The hashes of a text's words, in order. */
  public long[] words(String text) {
    found.start(text);
    splitter.split(found);
    long[] hashes = new long[found.count()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = TextHash.ofLowerCase(found.text(), found.start(i), found.end(i));
    }
    return hashes;
  }

  /**
   * The hash of the n-gram of the words {@code [start, start + count)}; their order counts.
   *
   * <p>Example: in {@code "to be or not to be"}, the two words from 0 and from 4 have the same
   * hash.
   */
  static long hash(long[] words, int start, int count) {
    long hash = count;
    for (int i = start; i < start + count; i++) {
      hash = BitMixer.fold((hash ^ words[i]) * BitMixer.GOLDEN);
    }
    return hash;
  }
}
