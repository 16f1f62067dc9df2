package dev.continuo.corpus.dedup;

import java.util.Comparator;

/** A key of 128 bits, and the number of a document that has it. */
public record Entry(long high, long low, long document) implements Comparable<Entry> {

  /** The size of an entry in a file. */
  static final int BYTES = 3 * Long.BYTES;

  private static final Comparator<Entry> ORDER =
      Comparator.comparingLong(Entry::high)
          .thenComparingLong(Entry::low)
          .thenComparingLong(Entry::document);

  boolean hasKeyOf(Entry other) {
    return high == other.high && low == other.low;
  }

  @Override
  public int compareTo(Entry other) {
    return ORDER.compare(this, other);
  }
}
