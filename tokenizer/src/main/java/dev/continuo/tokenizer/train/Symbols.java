package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.json.TokenizerException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * All words, one after the other, as tokens that grow where they lie. A token's id stands at the
 * positions of its first and of its last byte, {@link #INSIDE} between them, and {@link #GAP}
 * before and after each word; so both neighbours are found at once, however long the word is. Words
 * are ordered by falling count.
 */
final class Symbols {

  static final int GAP = -1;
  static final int INSIDE = -2;

  private final int[] ids;
  private final long[] counts;
  private final int[] ends;

  /** Lays out the words of two bytes and more, byte by byte. */
  Symbols(WordSource words) {
    Map<Long, Long> lengths = lengths(words);
    counts = lengths.keySet().stream().mapToLong(Long::longValue).toArray();
    ends = sectionEnds(lengths);
    ids = new int[ends.length == 0 ? 1 : ends[ends.length - 1]];
    int[] next = new int[ends.length];
    if (ends.length > 0) {
      next[0] = 1;
      System.arraycopy(ends, 0, next, 1, ends.length - 1);
    }
    ids[0] = GAP;
    int[] byteIds = MergeTable.byteIds();
    words.forEach(
        (bytes, from, to, count) -> {
          if (to - from > 1) {
            int section = section(count);
            int position = next[section];
            for (int i = from; i < to; i++) {
              ids[position++] = byteIds[bytes[i] & 0xFF];
            }
            ids[position++] = GAP;
            next[section] = position;
          }
        });
  }

  /** The number of positions. */
  int length() {
    return ids.length;
  }

  int id(int position) {
    return ids[position];
  }

  /** The section of words with the same count that a position is in; {@code from} or a later. */
  int sectionOf(int position, int from) {
    if (position < ends[from]) {
      return from;
    }
    int low = from + 1;
    int high = ends.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (position < ends[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The count of the words of a section. */
  long count(int section) {
    return counts[section];
  }

  /** Makes one token of the two that meet at {@code middle}. */
  void merge(int start, int middle, int end, int id) {
    ids[middle - 1] = INSIDE;
    ids[middle] = INSIDE;
    ids[start] = id;
    ids[end - 1] = id;
  }

  /** The positions that the words of each count need, the highest count first. */
  private static Map<Long, Long> lengths(WordSource words) {
    long[] rare = new long[1 << 12];
    Map<Long, Long> lengths = new TreeMap<>(Comparator.reverseOrder());
    words.forEach(
        (bytes, from, to, count) -> {
          if (to - from > 1) {
            long length = to - from + 1L;
            if (count < rare.length) {
              rare[(int) count] += length;
            } else {
              lengths.merge(count, length, Long::sum);
            }
          }
        });
    for (int count = 0; count < rare.length; count++) {
      if (rare[count] > 0) {
        lengths.put((long) count, rare[count]);
      }
    }
    return lengths;
  }

  private static int[] sectionEnds(Map<Long, Long> lengths) {
    int[] sectionEnds = new int[lengths.size()];
    long end = 1;
    int section = 0;
    for (long length : lengths.values()) {
      end += length;
      if (end > Integer.MAX_VALUE - 16) {
        throw new TokenizerException(
            String.format(
                Locale.ROOT,
                "the distinct words of the text take more than %d bytes; train on less text",
                Integer.MAX_VALUE - 16));
      }
      sectionEnds[section++] = (int) end;
    }
    MergeMemory.check(end);
    return sectionEnds;
  }

  private int section(long count) {
    int low = 0;
    int high = counts.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (counts[middle] <= count) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
