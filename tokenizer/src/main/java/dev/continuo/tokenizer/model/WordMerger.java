package dev.continuo.tokenizer.model;

/**
 * Merges the tokens of one word: the pair of the lowest rank first, of equals the leftmost, until
 * no pair is left. From {@code a a b} and the merges {@code a b}, {@code a ab} come {@code a ab},
 * then {@code aab}. Not thread-safe.
 */
final class WordMerger {

  /** Words of more tokens are merged with a queue, so that time grows almost with their length. */
  private static final int SHORT = 96;

  private final Merges merges;
  private final int[] ranks = new int[SHORT];

  WordMerger(Merges merges) {
    this.merges = merges;
  }

  /** Merges the first {@code count} ids where they are and returns how many are left. */
  int merge(int[] ids, int count) {
    return count <= SHORT ? mergeShort(ids, count) : new LongWord(merges, ids, count).merge();
  }

  private int mergeShort(int[] ids, int count) {
    int pairs = count - 1;
    for (int i = 0; i < pairs; i++) {
      ranks[i] = merges.rank(ids[i], ids[i + 1]);
    }
    while (pairs > 0) {
      int lowest = Merges.NONE;
      int at = 0;
      for (int i = 0; i < pairs; i++) {
        int rank = ranks[i];
        if (rank < lowest) {
          lowest = rank;
          at = i;
        }
      }
      if (lowest == Merges.NONE) {
        break;
      }
      ids[at] = merges.merged(lowest);
      for (int i = at + 1; i < pairs; i++) {
        ids[i] = ids[i + 1];
        ranks[i - 1] = ranks[i];
      }
      pairs--;
      if (at > 0) {
        ranks[at - 1] = merges.rank(ids[at - 1], ids[at]);
      }
      if (at < pairs) {
        ranks[at] = merges.rank(ids[at], ids[at + 1]);
      }
    }
    return pairs + 1;
  }
}
