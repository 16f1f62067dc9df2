package dev.continuo.corpus.dedup;

import java.util.Comparator;

/**
 * A key of 128 bits, and where it was found.
 *
 * @param place the number of a document, or where among all text a paragraph begins
 */
public record Entry(long high, long low, long place) implements Comparable<Entry> {

  /** The size of an entry in a file. */
  static final int BYTES = 3 * Long.BYTES;

  private static final Comparator<Entry> ORDER =
      Comparator.comparingLong(Entry::high)
          .thenComparingLong(Entry::low)
          .thenComparingLong(Entry::place);

  boolean hasKeyOf(Entry other) {
    return high == other.high && low == other.low;
  }

  @Override
  public int compareTo(Entry other) {
    return ORDER.compare(this, other);
  }
}
