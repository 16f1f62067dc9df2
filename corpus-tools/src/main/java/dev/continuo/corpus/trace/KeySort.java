package dev.continuo.corpus.trace;

/**
 * Sorts a part of an array of numbers by keys: three-way quicksort with random pivots, so that no
 * order of the keys makes it slow.
 */
final class KeySort {

  private static final int SMALL = 12;
  private static final int MEDIUM = 64;
  private static final int LEAST_ROOM = 1 << 10;

  private final int[] values;
  private long[] keys = new long[LEAST_ROOM];
  private int base;
  private long random = 0x9E3779B97F4A7C15L;

  KeySort(int[] values) {
    this.values = values;
  }

  /** Makes room for the keys of the values {@code [from, to)}. */
  void room(int from, int to) {
    base = from;
    if (keys.length < to - from) {
      keys = new long[Math.max(to - from, (int) Math.min(2L * keys.length, values.length))];
    }
  }

  /** The key of the value at an index. */
  long key(int index) {
    return keys[index - base];
  }

  /** Sets it. */
  void key(int index, long key) {
    keys[index - base] = key;
  }

  /** The index behind the last of the values from one on that have the same key. */
  int endOfEqual(int from, int to) {
    long key = key(from);
    int end = from + 1;
    while (end < to && key(end) == key) {
      end++;
    }
    return end;
  }

  /** Sorts the values {@code [from, to)} by their keys. */
  void sort(int from, int to) {
    int first = from;
    int last = to;
    while (last - first > SMALL) {
      long pivot = pivot(first, last);
      int below = first;
      int above = last;
      for (int i = first; i < above; ) {
        long key = keys[i - base];
        if (key < pivot) {
          swap(i++, below++);
        } else if (key > pivot) {
          swap(i, --above);
        } else {
          i++;
        }
      }
      if (below - first < last - above) {
        sort(first, below);
        first = above;
      } else {
        sort(above, last);
        last = below;
      }
    }
    insert(first, last);
  }

  private void insert(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      long key = keys[i - base];
      int value = values[i];
      int at = i;
      for (; at > from && keys[at - 1 - base] > key; at--) {
        keys[at - base] = keys[at - 1 - base];
        values[at] = values[at - 1];
      }
      keys[at - base] = key;
      values[at] = value;
    }
  }

  private long pivot(int from, int to) {
    long middle = drawn(from, to);
    if (to - from < MEDIUM) {
      return middle;
    }
    long one = drawn(from, to);
    long other = drawn(from, to);
    return Math.max(Math.min(one, other), Math.min(Math.max(one, other), middle));
  }

  private long drawn(int from, int to) {
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    return keys[from - base + (int) Long.remainderUnsigned(random, to - from)];
  }

  private void swap(int one, int other) {
    int value = values[one];
    values[one] = values[other];
    values[other] = value;
    long key = keys[one - base];
    keys[one - base] = keys[other - base];
    keys[other - base] = key;
  }
}
