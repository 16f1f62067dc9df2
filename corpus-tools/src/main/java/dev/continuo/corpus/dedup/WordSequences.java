package dev.continuo.corpus.dedup;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.hash.HashSet64;
import java.util.BitSet;
import java.util.Locale;

/**
 * The word sequences of texts that must stay out of a corpus: all sequences of a given length, and
 * whole texts that are shorter. Kept as 64-bit hashes, so that another sequence is taken for one of
 * them with a probability of their number divided by 2^64.
 */
public final class WordSequences {

  /** Shorter texts are too common to leave everything out that has them. */
  public static final int SHORTEST = 5;

  private final int length;
  private final WordHashes words = new WordHashes();
  private final BitSet lengths = new BitSet();
  private final HashSet64 hashes;

  /**
   * An empty set.
   *
   * @param length the words of a sequence
   * @param mostBytes the memory that it may take
   */
  public WordSequences(int length, long mostBytes) {
    if (length < SHORTEST) {
      throw new IllegalArgumentException("length must be at least " + SHORTEST + ": " + length);
    }
    this.length = length;
    hashes = new HashSet64(mostBytes);
  }

  /** Adds the sequences of a text. */
  public void add(String text) {
    long[] found = words.of(text);
    int count = Math.min(length, found.length);
    if (count < SHORTEST) {
      return;
    }
    lengths.set(count);
    for (int start = 0; start + count <= found.length; start++) {
      add(WordHashes.shingle(found, start, count));
    }
  }

  private void add(long hash) {
    if (!hashes.add(hash)) {
      throw new CorpusException(
          String.format(
                  Locale.ROOT,
                  "--exclude: expected at most %,d word sequences in the memory given, found more;",
                  hashes.size())
              + " exclude less text or raise --memory");
    }
  }

  /** How many sequences there are. */
  public int size() {
    return hashes.size();
  }

  /** Whether a text, as its words' hashes, has one of the sequences. Safe for several threads. */
  boolean anyIn(long[] found) {
    for (int count = lengths.nextSetBit(0); count >= 0; count = lengths.nextSetBit(count + 1)) {
      for (int start = 0; start + count <= found.length; start++) {
        if (hashes.contains(WordHashes.shingle(found, start, count))) {
          return true;
        }
      }
    }
    return false;
  }
}
