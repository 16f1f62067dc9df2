package dev.continuo.corpus.hash;

import dev.continuo.tokenizer.hash.BitMixer;
import java.util.Arrays;

/** How often 64-bit hashes came, in a table that is emptied at once. */
public final class HashCounts {

  private static final int LEAST_BITS = 4;

  private long[] hashes = new long[1 << 10];
  private int[] counts = new int[1 << 10];
  private int[] rounds = new int[1 << 10];
  private int round;
  private int mask;
  private int shift;

  /**
   * Forgets everything and makes room for so many hashes. Only as much of the table is used, so few
   * hashes stay near each other in memory.
   */
  public void clear(int expected) {
    int bits = Math.max(LEAST_BITS, Long.SIZE - Long.numberOfLeadingZeros(2L * expected));
    mask = (1 << bits) - 1;
    shift = Long.SIZE - bits;
    if (mask >= hashes.length) {
      hashes = new long[mask + 1];
      counts = new int[mask + 1];
      rounds = new int[mask + 1];
      round = 0;
    }
    if (++round == Integer.MAX_VALUE) {
      Arrays.fill(rounds, 0);
      round = 1;
    }
  }

  /** Counts a hash; how often it came, with this time. */
  public int add(long hash) {
    int slot = (int) ((hash * BitMixer.GOLDEN) >>> shift);
    while (rounds[slot] == round) {
      if (hashes[slot] == hash) {
        return ++counts[slot];
      }
      slot = (slot + 1) & mask;
    }
    rounds[slot] = round;
    hashes[slot] = hash;
    counts[slot] = 1;
    return 1;
  }

  /** How often a hash came. */
  public int get(long hash) {
    int slot = (int) ((hash * BitMixer.GOLDEN) >>> shift);
    while (rounds[slot] == round) {
      if (hashes[slot] == hash) {
        return counts[slot];
      }
      slot = (slot + 1) & mask;
    }
    return 0;
  }
}
