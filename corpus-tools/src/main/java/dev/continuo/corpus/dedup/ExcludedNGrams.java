package dev.continuo.corpus.dedup;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.hash.HashSet64;
import dev.continuo.tokenizer.setting.SettingMessage;
import java.util.BitSet;

/**
 * The word n-grams of texts that must stay out of a corpus: all those of a given length, and whole
 * texts that are shorter. They are kept as 64-bit hashes, so another n-gram is taken for one of
 * them with a probability of their number divided by 2^64.
 */
public final class ExcludedNGrams {

  /** Shorter texts are too common: everything that has them would be left out. */
  public static final int SHORTEST = 5;

  /** The n-grams of GPT-3's decontamination (Brown et al. 2020, appendix C). */
  public static final int WORDS = 13;

  private final int length;
  private final Shingles shingles = new Shingles();
  private final BitSet lengths = new BitSet();
  private final HashSet64 hashes;

  /**
   * An empty set.
   *
   * @param length the words of an n-gram
   * @param mostBytes the memory that the set may take
   */
  public ExcludedNGrams(int length, long mostBytes) {
    if (length < SHORTEST) {
      throw new IllegalArgumentException("length must be at least " + SHORTEST + ": " + length);
    }
    this.length = length;
    hashes = new HashSet64(mostBytes);
  }

  /** Adds the n-grams of a text. */
  public void add(String text) {
    long[] found = shingles.words(text);
    int count = Math.min(length, found.length);
    if (count < SHORTEST) {
      return;
    }
    lengths.set(count);
    for (int start = 0; start + count <= found.length; start++) {
      add(Shingles.hash(found, start, count));
    }
  }

  private void add(long hash) {
    if (!hashes.add(hash)) {
      throw new CorpusException(
          SettingMessage.of(
              "excluded text: expected at most %,d word sequences in the memory given, found more;"
                  + " exclude less text or raise %s",
              hashes.size(), RepetitionSettings.MEMORY));
    }
  }

  /** How many n-grams there are. */
  public int size() {
    return hashes.size();
  }

  /** Whether a text, given by its words' hashes, has one of them. Safe for several threads. */
  boolean anyIn(long[] found) {
    for (int count = lengths.nextSetBit(0); count >= 0; count = lengths.nextSetBit(count + 1)) {
      for (int start = 0; start + count <= found.length; start++) {
        if (hashes.contains(Shingles.hash(found, start, count))) {
          return true;
        }
      }
    }
    return false;
  }
}
