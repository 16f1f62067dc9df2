package dev.continuo.corpus.filter;

import java.util.Arrays;

/** How often 64-bit hashes came, in a table that is emptied at once. */
final class HashCounts {

  /** Spreads hashes over the table (2^64 divided by the golden ratio). */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long[] hashes = new long[1 << 10];
  private int[] counts = new int[1 << 10];
  private int[] rounds = new int[1 << 10];
  private int round;
  private int shift = Long.SIZE - 10;

  /** Forgets everything and makes room for so many hashes. */
  void clear(int expected) {
    if (2L * expected > hashes.length) {
      int bits = Long.SIZE - Long.numberOfLeadingZeros(2L * expected);
      hashes = new long[1 << bits];
      counts = new int[1 << bits];
      rounds = new int[1 << bits];
      shift = Long.SIZE - bits;
      round = 0;
    }
    if (++round == Integer.MAX_VALUE) {
      Arrays.fill(rounds, 0);
      round = 1;
    }
  }

  /** Counts a hash; how often it came, with this time. */
  int add(long hash) {
    int slot = (int) ((hash * GOLDEN) >>> shift);
    while (rounds[slot] == round) {
      if (hashes[slot] == hash) {
        return ++counts[slot];
      }
      slot = (slot + 1) & (hashes.length - 1);
    }
    rounds[slot] = round;
    hashes[slot] = hash;
    counts[slot] = 1;
    return 1;
  }

  /** How often a hash came. */
  int get(long hash) {
    int slot = (int) ((hash * GOLDEN) >>> shift);
    while (rounds[slot] == round) {
      if (hashes[slot] == hash) {
        return counts[slot];
      }
      slot = (slot + 1) & (hashes.length - 1);
    }
    return 0;
  }
}
