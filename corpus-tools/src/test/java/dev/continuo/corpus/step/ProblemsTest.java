package dev.continuo.corpus.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.ReadProblem;
import dev.continuo.corpus.read.Source;
import dev.continuo.corpus.report.BuildCounts;
import dev.continuo.corpus.work.InputPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be read is counted, and a bounded part of it remembered. */
class ProblemsTest {

  @TempDir Path folder;

  @Test
  void badLinesComeInBatchesLikeGoodOnes() throws IOException {
    Path file = Files.writeString(folder.resolve("bad.jsonl"), "{\"body\":\"x\"}\n".repeat(5_000));
    long items = 0;
    try (BatchReader batches =
        new BatchReader(
            List.of(Source.of(file)), ReadOptions.DEFAULT, false, InputPosition.START)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        assertThat(batch.items().size()).isLessThan(1_000);
        items += batch.items().size();
      }
    }
    assertThat(items).isEqualTo(5_000);
  }

  /** However the counts are added up. */
  @Test
  void theFirstOfEachKindIsRemembered() {
    for (int part : List.of(1, 7, 1_000)) {
      BuildCounts all = new BuildCounts();
      BuildCounts some = new BuildCounts();
      for (int i = 0; i < 1_000; i++) {
        String reason = i == 500 ? "rare" : i < 990 ? "common" : "late";
        some.problem(new ReadProblem("a", "line " + i, reason, "wrong"));
        if (i % part == 0 || i == 999) {
          all.add(BuildCounts.fromJson(some.toJson()));
          some = new BuildCounts();
        }
      }
      assertThat(all.problems()).as("parts of %d", part).hasSize(22);
      assertThat(all.problems())
          .startsWith("a: line 0: wrong", "a: line 500: wrong", "a: line 990: wrong");
      assertThat(all.dropped()).containsEntry("common", 989L).containsEntry("rare", 1L);
    }
  }
}
