package dev.continuo.tokenizer.model;

import java.util.Arrays;

/**
 * Merges a long word as {@link WordMerger} does, with a priority queue of pairs: a merge takes
 * logarithmic time. A queued pair is its rank and position in one long, lowest first; a pair that
 * has changed since is recognized by its rank.
 */
final class LongWord {

  private static final int GONE = -1;

  private final Merges merges;
  private final int[] ids;
  private final int count;
  private final int[] ranks;
  private final int[] next;
  private final int[] previous;
  private long[] heap;
  private int size;

  LongWord(Merges merges, int[] ids, int count) {
    this.merges = merges;
    this.ids = ids;
    this.count = count;
    ranks = new int[count];
    next = new int[count];
    previous = new int[count];
    heap = new long[count];
  }

  int merge() {
    for (int i = 0; i < count; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    for (int i = 0; i < count; i++) {
      queue(i);
    }
    while (size > 0) {
      long top = poll();
      int at = (int) top;
      if (ranks[at] == (int) (top >>> 32)) {
        mergeAt(at);
      }
    }
    int left = 0;
    for (int i = 0; i < count; i = next[i]) {
      ids[left++] = ids[i];
    }
    return left;
  }

  private void mergeAt(int at) {
    int removed = next[at];
    ids[at] = merges.merged(ranks[at]);
    ranks[removed] = GONE;
    next[at] = next[removed];
    if (next[at] < count) {
      previous[next[at]] = at;
    }
    queue(at);
    if (previous[at] >= 0) {
      queue(previous[at]);
    }
  }

  private void queue(int at) {
    ranks[at] = next[at] < count ? merges.rank(ids[at], ids[next[at]]) : Merges.NONE;
    if (ranks[at] != Merges.NONE) {
      add((long) ranks[at] << 32 | at);
    }
  }

  private void add(long entry) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    int at = size++;
    while (at > 0 && heap[(at - 1) >>> 1] > entry) {
      heap[at] = heap[(at - 1) >>> 1];
      at = (at - 1) >>> 1;
    }
    heap[at] = entry;
  }

  private long poll() {
    long top = heap[0];
    long last = heap[--size];
    int at = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= last) {
        break;
      }
      heap[at] = heap[child];
      at = child;
      child = 2 * at + 1;
    }
    heap[at] = last;
    return top;
  }
}
