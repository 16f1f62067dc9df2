package dev.continuo.tokenizer.train;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * The merging itself: the commonest pair becomes a token wherever it occurs, which changes the
 * counts of the pairs around. Each occurrence is touched once, so a merge costs as much as it has
 * occurrences, however long words are.
 *
 * <p>A pair occurs first when the later of its tokens is made, and only more rarely from then on: a
 * token's bytes merge in the same order wherever they become that token, so no two merges make the
 * same token. Hence a pair's places are complete when it is queued, those that are gone are
 * recognized by their ids, and its count is brought up to date only when it reaches the queue's
 * head.
 */
final class MergeLoop {

  private final Symbols symbols;
  private final BytePairOptions options;
  private final TrainingProgress progress;
  private final MergeTable table = new MergeTable();
  private final Pairs pairs = new Pairs();
  private final PriorityQueue<Candidate> queue = new PriorityQueue<>(1 << 16, Candidate.ORDER);
  private final Neighbours left;
  private final Neighbours right;
  private final int[] lengths;
  private final long enough;

  MergeLoop(Symbols symbols, BytePairOptions options, TrainingProgress progress) {
    this.symbols = symbols;
    this.options = options;
    this.progress = progress;
    enough = Math.max(1, options.minimumFrequency());
    left = new Neighbours(options.vocabularySize());
    right = new Neighbours(options.vocabularySize());
    lengths = new int[options.vocabularySize()];
    Arrays.fill(lengths, 0, table.vocabularySize(), 1);
  }

  MergeTable run() {
    int wanted = options.vocabularySize() - table.vocabularySize();
    progress.merged(0, wanted);
    InitialPairs.count(symbols, pairs, queue::add);
    while (table.vocabularySize() < options.vocabularySize()) {
      Candidate top = queue.poll();
      if (top == null) {
        break;
      }
      long count = pairs.count(top.pair);
      if (count != top.count) {
        queue.add(top.withCount(count));
      } else if (count < enough) {
        break;
      } else {
        merge(top);
        progress.merged(table.mergeCount(), wanted);
        Cancellation.check(progress);
      }
    }
    return table;
  }

  private void merge(Candidate candidate) {
    int first = Pairs.first(candidate.pair);
    int second = Pairs.second(candidate.pair);
    int merged = table.merge(first, second);
    lengths[merged] = lengths[first] + lengths[second];
    int section = 0;
    for (int i = candidate.from; i < candidate.to; i++) {
      int start = candidate.positions[i];
      if (symbols.id(start) == first && symbols.id(start + lengths[first]) == second) {
        section = symbols.sectionOf(start, section);
        mergeAt(start, first, second, merged, symbols.count(section));
      }
    }
    left.forEach(
        (id, count) -> {
          pairs.add(Pairs.pair(id, first), -count);
          pairs.add(Pairs.pair(id, merged), count);
        });
    right.forEach(
        (id, count) -> {
          pairs.add(Pairs.pair(second, id), -count);
          pairs.add(Pairs.pair(merged, id), count);
        });
    left.drain((id, positions, from, to) -> queueNew(Pairs.pair(id, merged), positions, from, to));
    right.drain((id, positions, from, to) -> queueNew(Pairs.pair(merged, id), positions, from, to));
  }

  private void mergeAt(int start, int first, int second, int merged, long count) {
    int middle = start + lengths[first];
    int end = middle + lengths[second];
    int previous = symbols.id(start - 1);
    if (previous != Symbols.GAP) {
      left.add(previous, start - lengths[previous], count);
    }
    symbols.merge(start, middle, end, merged);
    int next = symbols.id(end);
    if (next != Symbols.GAP) {
      right.add(next, start, count);
    }
  }

  private void queueNew(long pair, int[] positions, int from, int to) {
    long count = pairs.count(pair);
    if (count >= enough) {
      queue.add(new Candidate(pair, count, positions, from, to));
    }
  }
}
