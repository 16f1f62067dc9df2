package dev.continuo.tokenizer.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The merging itself: the commonest pair becomes a token wherever it occurs, which changes the
 * counts of the pairs around. Each occurrence is touched once, so a merge costs as much as it has
 * occurrences, however long words are.
 *
 * <p>Counts in the queue are brought up to date only when they reach its head. Two ways of merging
 * can make the same token; from then on a pair can come into being a second time, and such a pair's
 * words are read anew, as the HuggingFace library does for every pair.
 */
final class MergeLoop {

  private static final int REPORT_EVERY = 64;

  private final Symbols symbols;
  private final BytePairOptions options;
  private final TrainingProgress progress;
  private final MergeTable table = new MergeTable();
  private final Pairs pairs = new Pairs();
  private final PriorityQueue<Candidate> queue = new PriorityQueue<>(1 << 16, Candidate.ORDER);
  private final Set<Long> reborn = new HashSet<>();
  private final Neighbours left;
  private final Neighbours right;
  private final int[] lengths;

  MergeLoop(Symbols symbols, BytePairOptions options, TrainingProgress progress) {
    this.symbols = symbols;
    this.options = options;
    this.progress = progress;
    left = new Neighbours(options.vocabularySize());
    right = new Neighbours(options.vocabularySize());
    lengths = new int[options.vocabularySize()];
    Arrays.fill(lengths, 0, table.vocabularySize(), 1);
  }

  MergeTable run() {
    int wanted = options.vocabularySize() - table.vocabularySize();
    long enough = Math.max(1, options.minimumFrequency());
    FirstPairs.count(symbols, pairs, queue::add);
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
        if (table.mergeCount() % REPORT_EVERY == 0) {
          progress.merged(table.mergeCount(), wanted);
          Cancellation.check(progress);
        }
      }
    }
    progress.merged(table.mergeCount(), wanted);
    return table;
  }

  private void merge(Candidate candidate) {
    int first = Pairs.first(candidate.pair);
    int second = Pairs.second(candidate.pair);
    int before = table.vocabularySize();
    int merged = table.merge(first, second);
    lengths[merged] = lengths[first] + lengths[second];
    if (reborn.contains(candidate.pair)) {
      mergeWords(candidate, first, second, merged);
    } else {
      mergePlaces(candidate, first, second, merged);
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
    queueNewPairs(merged, merged < before);
  }

  private void mergePlaces(Candidate candidate, int first, int second, int merged) {
    int section = 0;
    for (int i = candidate.from; i < candidate.to; i++) {
      int start = candidate.positions[i];
      if (symbols.id(start) == first && symbols.id(start + lengths[first]) == second) {
        section = symbols.sectionOf(start, section);
        mergeAt(start, first, second, merged, symbols.count(section));
      }
    }
  }

  private void mergeWords(Candidate candidate, int first, int second, int merged) {
    int[] words =
        Arrays.stream(candidate.positions, candidate.from, candidate.to)
            .map(symbols::wordStart)
            .sorted()
            .distinct()
            .toArray();
    int section = 0;
    for (int word : words) {
      section = symbols.sectionOf(word, section);
      for (int at = word; symbols.id(at) != Symbols.GAP; at += lengths[symbols.id(at)]) {
        if (symbols.id(at) == first && symbols.id(at + lengths[first]) == second) {
          mergeAt(at, first, second, merged, symbols.count(section));
        }
      }
    }
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

  private void queueNewPairs(int merged, boolean again) {
    List<Candidate> found = new ArrayList<>();
    left.drain(
        (id, positions, from, to) ->
            found.add(new Candidate(Pairs.pair(id, merged), 0, positions, from, to)));
    right.drain(
        (id, positions, from, to) ->
            found.add(new Candidate(Pairs.pair(merged, id), 0, positions, from, to)));
    for (Candidate candidate : again ? joined(found) : found) {
      long count = pairs.count(candidate.pair);
      if (count > 0) {
        queue.add(candidate.withCount(count));
      }
    }
  }

  /** The candidates with those of the same pair made one; all their pairs count as reborn. */
  private List<Candidate> joined(List<Candidate> candidates) {
    Map<Long, Candidate> byPair = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      reborn.add(candidate.pair);
      byPair.merge(candidate.pair, candidate, Candidate::joinedWith);
    }
    return List.copyOf(byPair.values());
  }
}
