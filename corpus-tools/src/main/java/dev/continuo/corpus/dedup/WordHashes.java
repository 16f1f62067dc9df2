package dev.continuo.corpus.dedup;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

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

  private final StandardTokenizer tokenizer = new StandardTokenizer();
  private final TokenStream words = new LowerCaseFilter(tokenizer);
  private final CharTermAttribute word = words.getAttribute(CharTermAttribute.class);

  /** The hashes, in the order of the words. */
  public long[] of(String text) {
    long[] hashes = new long[text.length() / 4 + 16];
    int count = 0;
    try (words) {
      tokenizer.setReader(new StringReader(text));
      words.reset();
      while (words.incrementToken()) {
        if (count == hashes.length) {
          hashes = Arrays.copyOf(hashes, count * 2);
        }
        hashes[count++] = hash(word.buffer(), word.length());
      }
      words.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Arrays.copyOf(hashes, count);
  }

  /** FNV-1a over the characters, then mixed. */
  private static long hash(char[] characters, int length) {
    long hash = OFFSET;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ characters[i]) * PRIME;
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
