package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.hash.BitMixer;
import dev.continuo.tokenizer.json.TokenizerException;
import java.util.Arrays;
import java.util.Locale;

/**
 * How often each word occurred: a hash table from byte sequences to 64-bit counts. Words are
 * numbered in the order in which they came. Not thread-safe.
 */
final class WordCounts implements WordSource {

  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 16;

  /** Start, count and hash of a word, its place in the table, and its place when sorted. */
  private static final int BYTES_A_WORD = 36;

  private byte[] bytes = new byte[1 << 16];
  private int[] starts = new int[1 << 12];
  private long[] counts = new long[1 << 12];
  private int[] hashes = new int[1 << 12];
  private int[] table = new int[1 << 13];
  private int size;

  /** Adds to the count of the word that {@code source} holds from {@code from} to {@code to}. */
  void add(byte[] source, int from, int to, long count) {
    int hash = BitMixer.ofBytes(source, from, to, BitMixer.GOLDEN);
    int slot = hash & (table.length - 1);
    while (table[slot] != 0) {
      int word = table[slot] - 1;
      if (hashes[word] == hash
          && Arrays.equals(bytes, starts[word], starts[word + 1], source, from, to)) {
        counts[word] += count;
        return;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    append(source, from, to, hash, count);
    table[slot] = size;
    if (size * 2 > table.length) {
      growTable();
    }
  }

  void addAll(WordCounts other) {
    for (int word = 0; word < other.size; word++) {
      add(other.bytes, other.starts[word], other.starts[word + 1], other.counts[word]);
    }
  }

  @Override
  public void forEach(Visitor visitor) {
    for (int word = 0; word < size; word++) {
      visitor.visit(bytes, starts[word], starts[word + 1], counts[word]);
    }
  }

  @Override
  public boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** The bytes of memory that the words need, about. */
  long memory() {
    return starts[size] + (long) size * BYTES_A_WORD;
  }

  /**
   * Shows every word in the order of its hash, then of its bytes, which is the same order for all
   * counts.
   */
  void forEachSorted(SortedVisitor visitor) {
    long[] order = new long[size];
    for (int word = 0; word < size; word++) {
      order[word] = (long) hashes[word] << 32 | word;
    }
    Arrays.sort(order);
    for (int from = 0; from < size; ) {
      int to = from + 1;
      while (to < size && order[to] >>> 32 == order[from] >>> 32) {
        to++;
      }
      if (to > from + 1) {
        sortByBytes(order, from, to);
      }
      for (; from < to; from++) {
        int word = (int) order[from];
        visitor.visit(hashes[word], bytes, starts[word], starts[word + 1], counts[word]);
      }
    }
  }

  /** Receives a word with its hash. */
  @FunctionalInterface
  interface SortedVisitor {
    void visit(int hash, byte[] bytes, int from, int to, long count);
  }

  /** Insertion sort: few words share a hash. */
  private void sortByBytes(long[] order, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      long moved = order[i];
      int at = i;
      while (at > from && compare((int) moved, (int) order[at - 1]) < 0) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = moved;
    }
  }

  private int compare(int word, int other) {
    return Arrays.compareUnsigned(
        bytes, starts[word], starts[word + 1], bytes, starts[other], starts[other + 1]);
  }

  private void append(byte[] source, int from, int to, int hash, long count) {
    int start = starts[size];
    if ((long) start + to - from > LONGEST_ARRAY || size == LONGEST_ARRAY - 1) {
      throw new TokenizerException(
          String.format(
              Locale.ROOT,
              "the distinct words of the text take more than %d bytes; train on less text",
              LONGEST_ARRAY));
    }
    int end = start + to - from;
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, larger(bytes.length, end));
    }
    if (size + 2 > starts.length) {
      int capacity = larger(starts.length, size + 2);
      starts = Arrays.copyOf(starts, capacity);
      counts = Arrays.copyOf(counts, capacity);
      hashes = Arrays.copyOf(hashes, capacity);
    }
    System.arraycopy(source, from, bytes, start, to - from);
    counts[size] = count;
    hashes[size] = hash;
    size++;
    starts[size] = end;
  }

  private void growTable() {
    if (table.length == 1 << 30) {
      throw new TokenizerException("the text has too many different words; train on less text");
    }
    table = new int[table.length * 2];
    for (int word = 0; word < size; word++) {
      int slot = hashes[word] & (table.length - 1);
      while (table[slot] != 0) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = word + 1;
    }
  }

  private static int larger(int capacity, int needed) {
    return (int) Math.min(LONGEST_ARRAY, Math.max(needed, capacity * 3L / 2));
  }
}
