package dev.continuo.corpus.trace;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Sorts the suffixes of a text of symbols. A suffix ends at the first symbol 0, the separator;
 * equal ones are in the order of their places.
 *
 * <p>Example: of {@code 1 2 0 1 2 0} the order is {@code 2 5 0 3 1 4}.
 *
 * <p>Suffixes are put into buckets by their first symbol; a bucket is sorted by the next symbols,
 * so many as fit into a long, and what is equal then by those after them. What is equal in the
 * first {@link #DEEP} symbols is sorted by prefix doubling (Larsson and Sadakane, "Faster suffix
 * sorting", 2007), so no text takes more than n log n.
 */
final class SuffixSorter {

  /** Beyond so many equal symbols, ranks are compared in place of symbols. */
  private static final int DEEP = 64;

  private final int[] symbols;
  private final int length;
  private final int bits;
  private final int perKey;

  /**
   * The depth at which suffixes are deep: the first one of a key that is at least {@link #DEEP}.
   */
  private final int deep;

  private final int[] buckets;
  private final int[] order;

  private SuffixSorter(int[] symbols, int length, int alphabet) {
    this.symbols = symbols;
    this.length = length;
    bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(alphabet - 1));
    perKey = (Long.SIZE - 1) / bits;
    deep = 1 + Math.ceilDiv(DEEP - 1, perKey) * perKey;
    buckets = new int[alphabet + 1];
    order = new int[length];
  }

  /**
   * The sorted suffixes of a text.
   *
   * @param order where each begins
   * @param buckets where in {@code order} those begin that have a first symbol; one more than there
   *     are symbols
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sorted(int[] order, int[] buckets) {}

  /**
   * Sorts the suffixes of the first {@code length} symbols.
   *
   * @param symbols each below {@code alphabet}; the last one is 0
   * @param threads how many work on it
   */
  static Sorted sort(int[] symbols, int length, int alphabet, int threads) {
    if (length == 0 || symbols[length - 1] != 0) {
      throw new IllegalArgumentException("the last symbol must be a separator");
    }
    SuffixSorter sorter = new SuffixSorter(symbols, length, alphabet);
    sorter.fillBuckets();
    List<Groups> tied = sorter.sortBuckets(threads);
    if (tied.stream().anyMatch(groups -> !groups.isEmpty())) {
      sorter.sortTied(tied);
    }
    return new Sorted(sorter.order, sorter.buckets);
  }

  private void fillBuckets() {
    for (int i = 0; i < length; i++) {
      buckets[symbols[i] + 1]++;
    }
    for (int symbol = 1; symbol < buckets.length; symbol++) {
      buckets[symbol] += buckets[symbol - 1];
    }
    int[] next = Arrays.copyOf(buckets, buckets.length - 1);
    for (int i = 0; i < length; i++) {
      order[next[symbols[i]]++] = i;
    }
  }

  /** Sorts each bucket but the separator's; returns the groups that are equal when deep. */
  private List<Groups> sortBuckets(int threads) {
    AtomicInteger next = new AtomicInteger(1);
    return IntStream.range(0, threads)
        .parallel()
        .mapToObj(
            worker -> {
              Groups tied = new Groups();
              KeySort sort = new KeySort(order);
              for (int symbol = next.getAndIncrement();
                  symbol < buckets.length - 1;
                  symbol = next.getAndIncrement()) {
                refine(buckets[symbol], buckets[symbol + 1], 1, sort, tied);
              }
              return tied;
            })
        .toList();
  }

  /** Sorts a group of suffixes that are equal in their first symbols, {@code depth} of them. */
  private void refine(int from, int to, int depth, KeySort sort, Groups tied) {
    if (to - from < 2) {
      return;
    }
    if (depth >= deep) {
      tied.add(from, to);
      return;
    }
    sort.room(from, to);
    for (int i = from; i < to; i++) {
      sort.key(i, key(order[i] + depth));
    }
    sort.sort(from, to);
    Groups equal = new Groups();
    for (int i = from; i < to; ) {
      int end = sort.endOfEqual(i, to);
      if (end - i > 1) {
        if ((sort.key(i) & ((1L << bits) - 1)) == 0) {
          Arrays.sort(order, i, end);
        } else {
          equal.add(i, end);
        }
      }
      i = end;
    }
    equal.forEach((first, end) -> refine(first, end, depth + perKey, sort, tied));
  }

  /** The next symbols as a number; after a separator only zeros. */
  private long key(int place) {
    long key = 0;
    int at = place;
    for (int i = 0; i < perKey; i++) {
      int symbol = symbols[at];
      key = key << bits | symbol;
      at += symbol == 0 ? 0 : 1;
    }
    return key;
  }

  /**
   * Sorts groups of suffixes that are equal in their first {@link #deep} symbols by their ranks.
   */
  private void sortTied(List<Groups> groups) {
    int[] ranks = new int[length];
    for (int i = 0; i < length; i++) {
      ranks[order[i]] = i;
    }
    groups.forEach(each -> each.forEach((from, to) -> rank(ranks, from, to, from)));
    KeySort sort = new KeySort(order);
    List<Groups> tied = groups;
    for (int equal = deep; tied.stream().anyMatch(each -> !each.isEmpty()); equal *= 2) {
      Groups still = new Groups();
      int depth = equal;
      tied.forEach(each -> each.forEach((from, to) -> split(ranks, from, to, depth, sort, still)));
      tied = List.of(still);
    }
  }

  /** Sorts a group by the ranks of what follows the symbols in which it is equal. */
  private void split(int[] ranks, int from, int to, int depth, KeySort sort, Groups still) {
    sort.room(from, to);
    for (int i = from; i < to; i++) {
      sort.key(i, ranks[order[i] + depth]);
    }
    sort.sort(from, to);
    for (int i = from; i < to; ) {
      int end = sort.endOfEqual(i, to);
      rank(ranks, i, end, i);
      if (end - i > 1) {
        still.add(i, end);
      }
      i = end;
    }
  }

  private void rank(int[] ranks, int from, int to, int rank) {
    for (int i = from; i < to; i++) {
      ranks[order[i]] = rank;
    }
  }

  @FunctionalInterface
  private interface GroupConsumer {
    void accept(int from, int to);
  }

  /** Parts of the order, one after another. */
  private static final class Groups {

    private int[] ends = new int[4];
    private int size;

    void add(int from, int to) {
      if (size == ends.length) {
        ends = Arrays.copyOf(ends, Math.multiplyExact(size, 2));
      }
      ends[size++] = from;
      ends[size++] = to;
    }

    boolean isEmpty() {
      return size == 0;
    }

    void forEach(GroupConsumer consumer) {
      for (int i = 0; i < size; i += 2) {
        consumer.accept(ends[i], ends[i + 1]);
      }
    }
  }
}
