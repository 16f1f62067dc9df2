package dev.continuo.model.generate;

/** Takes unlikely tokens out of play; the likeliest always stays. */
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
      candidates.keep(kept);
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
}
