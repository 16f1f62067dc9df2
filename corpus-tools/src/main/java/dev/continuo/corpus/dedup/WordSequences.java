package dev.continuo.corpus.dedup;

import dev.continuo.corpus.document.CorpusException;
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

  private static final int SMALLEST_TABLE = 1 << 10;

  private final int length;
  private final long mostBytes;
  private final WordHashes words = new WordHashes();
  private final BitSet lengths = new BitSet();
  private long[] slots = new long[SMALLEST_TABLE];
  private int size;

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
    this.mostBytes = mostBytes;
  }

  /** Adds the sequences of a text. */
  public void add(String text) {
    long[] hashes = words.of(text);
    int count = Math.min(length, hashes.length);
    if (count < SHORTEST) {
      return;
    }
    lengths.set(count);
    for (int start = 0; start + count <= hashes.length; start++) {
      add(WordHashes.shingle(hashes, start, count));
    }
  }

  private void add(long hash) {
    // Zero marks an empty slot.
    long key = hash == 0 ? 1 : hash;
    int slot = slot(slots, key);
    if (slots[slot] == 0) {
      slots[slot] = key;
      size++;
      if (size > slots.length / 2) {
        grow();
      }
    }
  }

  private void grow() {
    if (3L * slots.length * Long.BYTES > mostBytes || slots.length > Integer.MAX_VALUE / 2) {
      throw new CorpusException(
          String.format(
                  Locale.ROOT,
                  "--exclude: expected at most %,d word sequences in the memory given, found more;",
                  size)
              + " exclude less text or raise --memory");
    }
    long[] larger = new long[slots.length * 2];
    for (long key : slots) {
      if (key != 0) {
        larger[slot(larger, key)] = key;
      }
    }
    slots = larger;
  }

  private static int slot(long[] slots, long key) {
    int slot = (int) key & (slots.length - 1);
    while (slots[slot] != 0 && slots[slot] != key) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  /** How many sequences there are. */
  public int size() {
    return size;
  }

  /** Whether a text, as its words' hashes, has one of the sequences. Safe for several threads. */
  boolean anyIn(long[] hashes) {
    for (int count = lengths.nextSetBit(0); count >= 0; count = lengths.nextSetBit(count + 1)) {
      for (int start = 0; start + count <= hashes.length; start++) {
        long hash = WordHashes.shingle(hashes, start, count);
        if (slots[slot(slots, hash == 0 ? 1 : hash)] != 0) {
          return true;
        }
      }
    }
    return false;
  }
}
