package dev.continuo.tokenizer.model;

import dev.continuo.tokenizer.hash.BitMixer;

/**
 * A cache of the ids of recent words: a table of fixed size in which a new word replaces an older
 * one. Not thread-safe.
 */
final class WordCache {

  /** The longest cached word, in chars. */
  static final int LONGEST = 16;

  /** The most ids of a cached word. */
  private static final int MOST_IDS = 6;

  private static final int SLOTS = 1 << 14;

  private final long[] hashes = new long[SLOTS];
  private final byte[] idCounts = new byte[SLOTS];
  private final char[] chars = new char[SLOTS * LONGEST];
  private final int[] ids = new int[SLOTS * MOST_IDS];

  /** A hash of a word that holds its length, and is never 0. */
  static long hash(char[] text, int start, int end) {
    long hash = (long) end - start;
    for (int i = start; i < end; i++) {
      hash = (hash ^ text[i]) * BitMixer.GOLDEN;
      hash ^= hash >>> 29;
    }
    return hash << 5 | (end - start);
  }

  /** Adds the ids of a word to a list; false if the word is not cached. */
  boolean find(long hash, char[] text, int start, int end, IdList target) {
    int slot = slot(hash);
    if (hashes[slot] != hash) {
      return false;
    }
    int from = slot * LONGEST;
    for (int i = start, j = from; i < end; i++, j++) {
      if (chars[j] != text[i]) {
        return false;
      }
    }
    int count = idCounts[slot];
    if (count == 1) {
      target.add(ids[slot * MOST_IDS]);
    } else {
      target.add(ids, slot * MOST_IDS, count);
    }
    return true;
  }

  /** Caches a word's ids, unless they are too many. */
  void keep(long hash, char[] text, int start, int end, int[] wordIds, int count) {
    if (count > MOST_IDS) {
      return;
    }
    int slot = slot(hash);
    hashes[slot] = hash;
    System.arraycopy(text, start, chars, slot * LONGEST, end - start);
    idCounts[slot] = (byte) count;
    System.arraycopy(wordIds, 0, ids, slot * MOST_IDS, count);
  }

  private static int slot(long hash) {
    return (int) (hash >>> 40) & (SLOTS - 1);
  }
}
