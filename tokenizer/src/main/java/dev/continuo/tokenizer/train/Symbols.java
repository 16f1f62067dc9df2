package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.text.TokenizerException;
import java.util.Arrays;

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
  Symbols(WordCounts words) {
    counts = fallingCounts(words);
    ends = sectionEnds(words);
    ids = new int[ends[ends.length - 1]];
    int[] next = new int[ends.length];
    next[0] = 1;
    System.arraycopy(ends, 0, next, 1, ends.length - 1);
    ids[0] = GAP;
    int[] byteIds = MergeTable.byteIds();
    for (int word = 0; word < words.size(); word++) {
      int length = words.length(word);
      if (length > 1) {
        int section = section(words.count(word));
        int position = next[section];
        for (int i = 0; i < length; i++) {
          ids[position++] = byteIds[words.byteAt(word, i)];
        }
        ids[position++] = GAP;
        next[section] = position;
      }
    }
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

  private static long[] fallingCounts(WordCounts words) {
    long[] sorted = new long[words.size()];
    for (int word = 0; word < sorted.length; word++) {
      sorted[word] = -words.count(word);
    }
    Arrays.parallelSort(sorted);
    int distinct = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        sorted[distinct++] = -sorted[i];
      }
    }
    return Arrays.copyOf(sorted, distinct);
  }

  private int[] sectionEnds(WordCounts words) {
    long[] lengths = new long[counts.length];
    for (int word = 0; word < words.size(); word++) {
      if (words.length(word) > 1) {
        lengths[section(words.count(word))] += words.length(word) + 1;
      }
    }
    int[] sectionEnds = new int[counts.length];
    long end = 1;
    for (int section = 0; section < sectionEnds.length; section++) {
      end += lengths[section];
      if (end > Integer.MAX_VALUE - 16) {
        throw new TokenizerException(
            "the different words of the text take more than %d bytes; train on less text"
                .formatted(Integer.MAX_VALUE - 16));
      }
      sectionEnds[section] = (int) end;
    }
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
