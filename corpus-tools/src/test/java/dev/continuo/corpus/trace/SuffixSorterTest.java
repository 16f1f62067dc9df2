package dev.continuo.corpus.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.corpus.trace.SuffixSorter.Sorted;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SuffixSorterTest {

  private static final int THREADS = 2;

  @Property
  void sortsAsComparingSymbolsDoes(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 600) int length,
      @ForAll @IntRange(min = 2, max = 6) int alphabet) {
    Random random = new Random(seed);
    int[] symbols = new int[length];
    for (int i = 0; i < length - 1; i++) {
      boolean repeats = i > 0 && random.nextInt(8) > 0;
      symbols[i] = repeats ? symbols[random.nextInt(2) * (i - 1)] : random.nextInt(alphabet);
    }
    assertSorted(symbols, alphabet);
  }

  /** Suffixes that are equal in more symbols than are compared before ranks are. */
  @Property(tries = 100)
  void sortsLongRepetitions(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 90) int period,
      @ForAll @IntRange(min = 1, max = 700) int length) {
    Random random = new Random(seed);
    int[] pattern = random.ints(period, 0, 3).toArray();
    int[] symbols = IntStream.range(0, length).map(i -> pattern[i % period]).toArray();
    symbols[random.nextInt(length)] = 1;
    symbols[length - 1] = 0;
    assertSorted(symbols, 200_000); // three symbols in a key
  }

  @Example
  void sortsOneTokenRepeatedAMillionTimes() {
    int length = 1_000_000;
    int[] symbols = new int[length];
    Arrays.fill(symbols, 0, length - 1, 7);
    Sorted sorted = SuffixSorter.sort(symbols, length, 8, THREADS);
    assertThat(sorted.order())
        .isEqualTo(IntStream.range(0, length).map(i -> length - 1 - i).toArray());
  }

  @Example
  void ordersEqualSuffixesByTheirPlaces() {
    Sorted sorted = SuffixSorter.sort(new int[] {1, 2, 0, 1, 2, 0}, 6, 3, 1);
    assertThat(sorted.order()).containsExactly(2, 5, 0, 3, 1, 4);
    assertThat(sorted.buckets()).containsExactly(0, 2, 4, 6);
  }

  private static void assertSorted(int[] symbols, int alphabet) {
    int[] expected =
        IntStream.range(0, symbols.length)
            .boxed()
            .sorted((one, other) -> compare(symbols, one, other))
            .mapToInt(Integer::intValue)
            .toArray();
    Sorted sorted = SuffixSorter.sort(symbols.clone(), symbols.length, alphabet, THREADS);
    assertThat(sorted.order()).isEqualTo(expected);
    for (int symbol = 0; symbol < alphabet; symbol++) {
      for (int i = sorted.buckets()[symbol]; i < sorted.buckets()[symbol + 1]; i++) {
        assertThat(symbols[expected[i]]).isEqualTo(symbol);
      }
    }
  }

  private static int compare(int[] symbols, int one, int other) {
    for (int i = 0; ; i++) {
      int first = symbols[one + i];
      int second = symbols[other + i];
      if (first != second) {
        return Integer.compare(first, second);
      }
      if (first == 0) {
        return Integer.compare(one, other);
      }
    }
  }
}
