package dev.continuo.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.progress.SampleFile;
import dev.continuo.trainer.progress.SampleFile.Sample;
import dev.continuo.trainer.progress.VerbatimTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecallTest {

  private static final VerbatimTokens HELD_OUT = new VerbatimTokens(1_000, 200, 100, 0);

  @TempDir private Path folder;

  /** Samples of 64 tokens, so many of them in spans of 16. */
  private static List<Sample> samples(int... verbatim) {
    List<Sample> samples = new ArrayList<>();
    for (int tokens : verbatim) {
      VerbatimTokens found = new VerbatimTokens(64, tokens, tokens, 0);
      samples.add(new Sample(10L * (samples.size() + 1), "a", "b", found));
    }
    return samples;
  }

  @Test
  void namesTheStepSinceWhichItWritesFromMemory() {
    Recall recall = new Recall(samples(64, 0, 20, 40, 64), HELD_OUT);
    assertThat(recall.verdict())
        .contains(
            "writes from memory since step 40: 81 % of its samples stand verbatim in the training"
                + " text in spans of 16 tokens or more, beside 10 % of held-out text");
    Verdict verdict = new Verdict(Verdict.Kind.CONVERGED, "converged").with(recall);
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.CONVERGED);
    assertThat(verdict.text()).startsWith("converged; it writes from memory since step 40: ");
  }

  @Test
  void saysNothingOfANetThatGeneralizes() {
    assertThat(new Recall(samples(0, 10, 20), HELD_OUT).verdict()).isEmpty();
    assertThat(new Recall(samples(0, 0, 64), HELD_OUT).verdict()).as("one sample").isEmpty();
    assertThat(new Recall(samples(64, 64, 0), HELD_OUT).verdict()).as("no longer").isEmpty();
    assertThat(new Recall(List.of(), HELD_OUT).verdict()).isEmpty();
    assertThat(new Recall(samples(64, 64), null).verdict()).isEmpty();
    VerbatimTokens repetitive = new VerbatimTokens(1_000, 900, 800, 700);
    assertThat(new Recall(samples(64, 64), repetitive).verdict()).as("as held-out").isEmpty();
  }

  @Test
  void isReadFromTheFilesOfARun() throws IOException {
    RunPaths run = new RunPaths(folder);
    Files.createDirectories(run.trace());
    SampleFile.write(run.samples(), samples(64, 60));
    assertThat(Recall.read(run)).isEqualTo(new Recall(List.of(), null));
    Files.writeString(
        run.trace().resolve("trace.json"),
        "{\"version\": 1, \"held_out\": {\"tokens\": 9, \"of8\": 3, \"of16\": 2, \"of32\": 1}}");
    assertThat(Recall.read(run))
        .isEqualTo(new Recall(samples(64, 60), new VerbatimTokens(9, 3, 2, 1)));
  }
}
