package dev.continuo.trainer.batch;

import dev.continuo.tokenizer.hash.BitMixer;

/**
 * A seeded shuffle of 0 … size−1 that needs no memory: a four-round Feistel network over the next
 * even power of two, walked until it lands inside (Black and Rogaway, CT-RSA 2002).
 */
public final class Permutation {

  private static final int ROUNDS = 4;

  private final long size;
  private final int halfBits;
  private final long halfMask;
  private final long key;

  /** The shuffle of so many elements that belongs to a key. */
  public Permutation(long size, long key) {
    if (size <= 0) {
      throw new IllegalArgumentException("size must be positive: " + size);
    }
    this.size = size;
    this.key = key;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(size - 1, 1));
    halfBits = (bits + 1) / 2;
    halfMask = (1L << halfBits) - 1;
  }

  /** The element at a place. */
  public long at(long index) {
    long value = encrypt(index);
    while (value >= size) {
      value = encrypt(value);
    }
    return value;
  }

  private long encrypt(long value) {
    long left = value >>> halfBits;
    long right = value & halfMask;
    for (int round = 0; round < ROUNDS; round++) {
      long next = left ^ (mix(right, key + round) & halfMask);
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }

  /** A number that depends on both, evenly spread (SplitMix64's finalizer). */
  static long mix(long value, long key) {
    return BitMixer.splitMix(value + key * BitMixer.GOLDEN);
  }
}
