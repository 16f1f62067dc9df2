package dev.continuo.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WordRunsTest {

  private static final int RUNS = 150;

  @TempDir Path folder;

  /** Word n is in every n-th run with count n; so many runs that some are merged on the way. */
  @Test
  void countsOfTheSameWordAreAdded() {
    try (WordRuns runs = new WordRuns(folder)) {
      assertThat(runs.isEmpty()).isTrue();
      Map<String, Long> expected = new HashMap<>();
      for (int run = 1; run <= RUNS; run++) {
        WordCounts counts = new WordCounts();
        for (int word = 1; word <= run; word++) {
          if (run % word == 0) {
            byte[] bytes = ("w" + word).getBytes(StandardCharsets.UTF_8);
            counts.add(bytes, 0, bytes.length, word);
            expected.merge("w" + word, (long) word, Long::sum);
          }
        }
        runs.spill(counts);
      }
      runs.merge(TrainingProgress.NONE);
      for (int again = 0; again < 2; again++) {
        Map<String, Long> found = new HashMap<>();
        runs.forEach(
            (bytes, from, to, count) ->
                assertThat(
                        found.put(
                            new String(bytes, from, to - from, StandardCharsets.UTF_8), count))
                    .isNull());
        assertThat(found).isEqualTo(expected);
      }
    }
  }

  @Test
  void nothingIsLeftOnTheDiskEvenIfJavaIsKilled() {
    try (WordRuns runs = new WordRuns(folder)) {
      WordCounts counts = new WordCounts();
      counts.add(new byte[] {'a'}, 0, 1, 1);
      runs.spill(counts);
      assertThat(folder).isEmptyDirectory();
    }
  }
}
