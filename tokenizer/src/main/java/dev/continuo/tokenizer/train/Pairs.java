package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.hash.BitMixer;
import java.util.Arrays;

/**
 * How often each pair of neighbouring tokens occurs: a hash table of 64-bit counts. A pair is two
 * ids in one long, which orders pairs as their ids are ordered.
 */
final class Pairs {

  private static final long EMPTY = -1;

  private long[] keys = new long[1 << 16];
  private long[] counts = new long[1 << 16];
  private int size;

  Pairs() {
    Arrays.fill(keys, EMPTY);
  }

  static long pair(int first, int second) {
    return (long) first << 32 | second;
  }

  static int first(long pair) {
    return (int) (pair >>> 32);
  }

  static int second(long pair) {
    return (int) pair;
  }

  long count(long pair) {
    int slot = slot(keys, pair);
    return keys[slot] == pair ? counts[slot] : 0;
  }

  void add(long pair, long change) {
    int slot = slot(keys, pair);
    if (keys[slot] != pair) {
      keys[slot] = pair;
      size++;
      if (size * 2L > keys.length) {
        grow();
        slot = slot(keys, pair);
      }
    }
    counts[slot] += change;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldCounts = counts;
    keys = new long[Math.multiplyExact(oldKeys.length, 2)];
    counts = new long[keys.length];
    Arrays.fill(keys, EMPTY);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != EMPTY) {
        int slot = slot(keys, oldKeys[i]);
        keys[slot] = oldKeys[i];
        counts[slot] = oldCounts[i];
      }
    }
  }

  private static int slot(long[] keys, long pair) {
    long hash = pair * BitMixer.GOLDEN;
    int slot = (int) (hash >>> 32) & (keys.length - 1);
    while (keys[slot] != EMPTY && keys[slot] != pair) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }
}
