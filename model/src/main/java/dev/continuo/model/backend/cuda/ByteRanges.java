package dev.continuo.model.backend.cuda;

import java.util.Map;
import java.util.TreeMap;

/** A set of addresses. */
final class ByteRanges {

  /** Ends by beginnings; none of them overlap or touch. */
  private final TreeMap<Long, Long> ends = new TreeMap<>();

  /** Adds the addresses from start to before end. */
  void add(long start, long end) {
    if (start >= end) {
      return;
    }
    long first = start;
    long last = end;
    Map.Entry<Long, Long> near = ends.floorEntry(last);
    while (near != null && near.getValue() >= first) {
      first = Math.min(first, near.getKey());
      last = Math.max(last, near.getValue());
      ends.remove(near.getKey());
      near = ends.floorEntry(last);
    }
    ends.put(first, last);
  }

  /** Whether all addresses from start to before end are there. */
  boolean contains(long start, long end) {
    Map.Entry<Long, Long> near = ends.floorEntry(start);
    return start >= end || (near != null && near.getValue() >= end);
  }
}
