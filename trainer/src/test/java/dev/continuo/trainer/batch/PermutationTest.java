package dev.continuo.trainer.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PermutationTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 10, 64, 1000, 4097})
  void visitsEveryElementOnce(long size) {
    Permutation permutation = new Permutation(size, 42);
    long[] visited = LongStream.range(0, size).map(permutation::at).sorted().toArray();
    assertThat(visited).isEqualTo(LongStream.range(0, size).toArray());
  }

  @org.junit.jupiter.api.Test
  void aKeyGivesAnOrderOfItsOwn() {
    long[] first = LongStream.range(0, 1000).map(new Permutation(1000, 1)::at).toArray();
    long[] second = LongStream.range(0, 1000).map(new Permutation(1000, 2)::at).toArray();
    long same = LongStream.range(0, 1000).filter(i -> first[(int) i] == second[(int) i]).count();
    assertThat(same).isLessThan(20);
  }
}
