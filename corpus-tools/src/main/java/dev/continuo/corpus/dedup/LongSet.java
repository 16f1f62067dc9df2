package dev.continuo.corpus.dedup;

/**
 * A growing set of 64-bit hashes by open addressing: at most 32 bytes for each while it grows,
 * about a quarter of what a set of boxed numbers takes.
 */
final class LongSet {

  private long[] slots = new long[1 << 10];
  private int size;
  private boolean hasZero;

  /** Adds a hash; false where it was there already. */
  boolean add(long hash) {
    // Zero marks an empty slot.
    if (hash == 0) {
      boolean added = !hasZero;
      hasZero = true;
      return added;
    }
    int slot = slot(slots, hash);
    if (slots[slot] == hash) {
      return false;
    }
    slots[slot] = hash;
    size++;
    if (size > slots.length / 2) {
      grow();
    }
    return true;
  }

  private void grow() {
    long[] larger = new long[Math.multiplyExact(slots.length, 2)];
    for (long hash : slots) {
      if (hash != 0) {
        larger[slot(larger, hash)] = hash;
      }
    }
    slots = larger;
  }

  /** Where a hash is, or where it belongs. */
  private static int slot(long[] slots, long hash) {
    int slot = (int) hash & (slots.length - 1);
    while (slots[slot] != 0 && slots[slot] != hash) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }
}
