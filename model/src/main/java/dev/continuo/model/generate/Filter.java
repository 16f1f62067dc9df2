package dev.continuo.model.generate;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Takes tokens out of play; at least one always stays. */
sealed interface Filter {

  void apply(Candidates candidates);

  /** Keeps a number of the likeliest tokens. */
  record TopK(int count) implements Filter {
    @Override
    public void apply(Candidates candidates) {
      candidates.keep(count);
    }
  }

  /**
   * Keeps the fewest of the likeliest tokens whose probabilities reach a sum.
   *
   * @see <a href="https://arxiv.org/abs/1904.09751">The Curious Case of Neural Text
   *     Degeneration</a>
   */
  record TopP(double sum) implements Filter {
    @Override
    public void apply(Candidates candidates) {
      double wanted = sum * candidates.totalWeight();
      double reached = 0;
      int kept = 0;
      while (kept < candidates.size() && reached < wanted) {
        reached += candidates.weight(kept++);
      }
      candidates.keep(Math.max(1, kept));
    }
  }

  /**
   * Keeps the tokens that have at least a share of the likeliest one's probability.
   *
   * @see <a href="https://arxiv.org/abs/2407.01082">Turning Up the Heat: Min-p Sampling</a>
   */
  record MinP(double share) implements Filter {
    @Override
    public void apply(Candidates candidates) {
      int kept = 1;
      while (kept < candidates.size() && candidates.weight(kept) >= share) {
        kept++;
      }
      candidates.keep(kept);
    }
  }

  /**
   * Keeps the tokens whose surprise -ln p is closest to the expected surprise, the entropy, as few
   * as reach a sum of probabilities. Of 0.5, 0.25, 0.25, whose entropy is 1.04, the two of 0.25
   * with 1.39 come after the one of 0.5 with 0.69 by a hair.
   *
   * @see <a href="https://arxiv.org/abs/2202.00666">Locally Typical Sampling</a>
   */
  record Typical(double sum) implements Filter {
    @Override
    public void apply(Candidates candidates) {
      int size = candidates.size();
      double total = candidates.totalWeight();
      double[] surprise = new double[size];
      double entropy = 0;
      for (int place = 0; place < size; place++) {
        double probability = candidates.weight(place) / total;
        surprise[place] = -Math.log(probability);
        entropy += probability > 0 ? probability * surprise[place] : 0;
      }
      double expected = entropy;
      List<Integer> places =
          IntStream.range(0, size)
              .boxed()
              .sorted(Comparator.comparingDouble(place -> Math.abs(surprise[place] - expected)))
              .toList();
      double reached = 0;
      int kept = 0;
      while (kept < size && reached < sum) {
        reached += candidates.weight(places.get(kept++)) / total;
      }
      candidates.keep(places.subList(0, Math.max(1, kept)));
    }
  }
}
