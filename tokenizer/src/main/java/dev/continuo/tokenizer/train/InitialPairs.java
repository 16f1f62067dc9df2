package dev.continuo.tokenizer.train;

import java.util.function.Consumer;

/** The pairs of bytes that merging starts from. */
final class InitialPairs {

  /** One more than the highest id of a byte. */
  private static final int IDS = BytePairOptions.SMALLEST;

  private InitialPairs() {}

  /** Counts all pairs of neighbours and passes on those that occur, with their positions. */
  static void count(Symbols symbols, Pairs pairs, Consumer<Candidate> candidates) {
    long[] counts = new long[IDS * IDS];
    int[] ends = new int[IDS * IDS];
    walk(
        symbols,
        (pair, position, count) -> {
          counts[pair] += count;
          ends[pair]++;
        });
    int total = 0;
    for (int pair = 0; pair < ends.length; pair++) {
      int length = ends[pair];
      ends[pair] = total;
      total += length;
    }
    int[] positions = new int[total];
    walk(symbols, (pair, position, count) -> positions[ends[pair]++] = position);
    int from = 0;
    for (int i = 0; i < ends.length; i++) {
      if (ends[i] > from) {
        long pair = Pairs.pair(i / IDS, i % IDS);
        pairs.add(pair, counts[i]);
        candidates.accept(new Candidate(pair, counts[i], positions, from, ends[i]));
        from = ends[i];
      }
    }
  }

  private static void walk(Symbols symbols, Visitor visitor) {
    int section = 0;
    for (int position = 1; position + 1 < symbols.length(); position++) {
      int first = symbols.id(position);
      int second = symbols.id(position + 1);
      if (first != Symbols.GAP && second != Symbols.GAP) {
        section = symbols.sectionOf(position, section);
        visitor.visit(first * IDS + second, position, symbols.count(section));
      }
    }
  }

  @FunctionalInterface
  private interface Visitor {
    void visit(int pair, int position, long count);
  }
}
