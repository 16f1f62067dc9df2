package dev.continuo.tokenizer.model;

import dev.continuo.tokenizer.hash.BitMixer;
import java.util.Arrays;

/**
 * The merges of a vocabulary by their pairs: a hash table with one long for a merge, its two ids
 * and its rank. Immutable once filled.
 */
final class Merges {

  /** The rank of a pair that is not merged: higher than any. */
  static final int NONE = Integer.MAX_VALUE;

  private static final int ID_BITS = 22;
  private static final int RANK_BITS = 20;
  private static final long EMPTY = -1;

  private final long[] table;
  private final int shift;
  private final int[] merged;

  /** A table for so many merges, to be added by {@link #put} in the order of their ranks. */
  Merges(int count) {
    int bits = Math.max(4, 33 - Integer.numberOfLeadingZeros(Math.max(1, count)));
    table = new long[1 << bits];
    Arrays.fill(table, EMPTY);
    shift = Long.SIZE - bits;
    merged = new int[count];
  }

  /** Whether ids and ranks of such a vocabulary fit into one long. */
  static boolean fits(int vocabularySize, int count) {
    return vocabularySize <= 1 << ID_BITS && count < 1 << RANK_BITS;
  }

  /** Adds a merge of two tokens into a third; false if the pair has a merge already. */
  boolean put(int first, int second, int rank, int id) {
    long key = key(first, second);
    int slot = slot(key);
    while (table[slot] != EMPTY) {
      if (table[slot] >>> RANK_BITS == key) {
        return false;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = key << RANK_BITS | rank;
    merged[rank] = id;
    return true;
  }

  /** The rank of a pair; {@link #NONE} if it is not merged. */
  int rank(int first, int second) {
    long key = key(first, second);
    int slot = slot(key);
    while (true) {
      long entry = table[slot];
      if (entry >>> RANK_BITS == key) {
        return (int) entry & ((1 << RANK_BITS) - 1);
      }
      if (entry == EMPTY) {
        return NONE;
      }
      slot = (slot + 1) & (table.length - 1);
    }
  }

  /** The token that the merge of a rank makes. */
  int merged(int rank) {
    return merged[rank];
  }

  private int slot(long key) {
    return (int) ((key * BitMixer.GOLDEN) >>> shift);
  }

  private static long key(int first, int second) {
    return (long) first << ID_BITS | second;
  }
}
