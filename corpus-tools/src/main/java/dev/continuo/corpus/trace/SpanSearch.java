package dev.continuo.corpus.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the spans of a text that stand verbatim in a shard. A span that begins later never ends
 * earlier, which spares most of the places where one could begin.
 */
final class SpanSearch {

  /** After a span of so many tokens the next one is found by binary search. */
  private static final int LONG = 64;

  private final SuffixBlocks blocks;

  SpanSearch(SuffixBlocks blocks) {
    this.blocks = blocks;
  }

  /**
   * Some tokens of a text.
   *
   * @param from the first
   * @param end the one behind the last
   */
  record Found(int from, int end) {

    int length() {
      return end - from;
    }
  }

  /** The spans of at least so many tokens among the tokens {@code [from, end)} of a text. */
  List<Found> find(int[] text, int from, int end, int least) {
    List<Found> found = new ArrayList<>();
    int last = from;
    int at = from;
    while (at + least <= end) {
      int probe = at + least / 2;
      if (reach(text, probe, end) - least < at) {
        at = probe + 1; // what begins up to there ends too early
        continue;
      }
      int reached = reach(text, at, end);
      if (reached - at >= least && reached > last) {
        found.add(new Found(at, reached));
        last = reached;
      }
      if (reached == end) {
        break;
      }
      at = reached - at < LONG ? at + 1 : firstThatReaches(text, at + 1, reached + 1);
    }
    return found;
  }

  private int reach(int[] text, int from, int end) {
    return from + blocks.longest(text, from, end);
  }

  /** The first place from one on that begins a span which ends at another or behind it. */
  private int firstThatReaches(int[] text, int from, int end) {
    int low = from;
    int high = end;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (reach(text, middle, end) == end) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
