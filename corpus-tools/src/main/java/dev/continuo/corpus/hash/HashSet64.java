package dev.continuo.corpus.hash;

/**
 * A set of 64-bit hashes in eight to sixteen bytes each. Safe for several threads that only ask.
 */
public final class HashSet64 {

  private static final int SMALLEST = 1 << 10;

  private final long mostBytes;
  private long[] slots = new long[SMALLEST];
  private int size;

  /**
   * An empty set.
   *
   * @param mostBytes the memory that it may take, also while it grows
   */
  public HashSet64(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Adds a hash; false where there is no memory for more. */
  public boolean add(long hash) {
    int slot = slot(slots, key(hash));
    if (slots[slot] == 0) {
      slots[slot] = key(hash);
      size++;
      if (size > slots.length / 2) {
        if (3L * slots.length * Long.BYTES > mostBytes || slots.length > Integer.MAX_VALUE / 2) {
          return false;
        }
        grow();
      }
    }
    return true;
  }

  private void grow() {
    long[] larger = new long[slots.length * 2];
    for (long key : slots) {
      if (key != 0) {
        larger[slot(larger, key)] = key;
      }
    }
    slots = larger;
  }

  /** Whether a hash is in it. */
  public boolean contains(long hash) {
    return slots[slot(slots, key(hash))] != 0;
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** Zero marks an empty slot. */
  private static long key(long hash) {
    return hash == 0 ? 1 : hash;
  }

  private static int slot(long[] slots, long key) {
    int slot = (int) key & (slots.length - 1);
    while (slots[slot] != 0 && slots[slot] != key) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }
}
