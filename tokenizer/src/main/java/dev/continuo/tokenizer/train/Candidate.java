package dev.continuo.tokenizer.train;

import java.util.Comparator;

/**
 * A pair that may be merged next: its count when it was queued, and its positions, a range of an
 * array that candidates share.
 */
final class Candidate {

  /** The commonest pair comes first; of equals, the one with the lower ids. */
  static final Comparator<Candidate> ORDER =
      (one, other) -> {
        int byCount = Long.compare(other.count, one.count);
        return byCount != 0 ? byCount : Long.compare(one.pair, other.pair);
      };

  final long pair;
  final long count;
  final int[] positions;
  final int from;
  final int to;

  Candidate(long pair, long count, int[] positions, int from, int to) {
    this.pair = pair;
    this.count = count;
    this.positions = positions;
    this.from = from;
    this.to = to;
  }

  Candidate withCount(long changed) {
    return new Candidate(pair, changed, positions, from, to);
  }
}
