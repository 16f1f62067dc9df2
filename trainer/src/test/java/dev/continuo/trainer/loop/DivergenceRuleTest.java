package dev.continuo.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.trainer.checkpoint.RunFile.Outcome;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.DivergenceRule;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.config.TrainingConfig.Saving;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.progress.RunHistory;
import dev.continuo.trainer.progress.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run does when something goes wrong. */
final class DivergenceRuleTest {

  /** So high that the first step leaves no finite weight. */
  private static final double ABSURD_RATE = 1e39;

  @TempDir private Path folder;

  private record Events(List<String> messages) implements TrainingListener {
    @Override
    public void step(TrainingListener.Step step) {}

    @Override
    public void evaluation(TrainingListener.Evaluation evaluation) {}

    @Override
    public void event(long step, String message) {
      messages.add(step + ": " + message);
    }
  }

  private static TrainingConfig config(double learningRate, DivergenceRule divergence) {
    return Runs.config(
        100,
        Objective.CONTINUATION,
        Runs.ADAM_W.withLearningRate(learningRate),
        new Saving(1e9, 10L, 2),
        divergence);
  }

  @Test
  void goesBackToTheStartWhereTheLossIsNotFinite() throws IOException {
    DivergenceRule divergence = new DivergenceRule(16, 8, 4, 2, 1e-2 / ABSURD_RATE);
    Events events = new Events(new ArrayList<>());
    Path run = folder.resolve("run");
    Outcome outcome =
        Runs.train(config(ABSURD_RATE, divergence), run, events, () -> false).orElseThrow();
    assertThat(outcome.valLoss()).isBetween(Math.log(2) * 0.95, Math.log(2) * 1.25);
    assertThat(events.messages()).hasSize(2);
    assertThat(events.messages().getFirst()).contains("not finite");
    assertThat(events.messages().getLast()).startsWith("0: back at step 0, at 1.00e-41 ");
    assertThat(Runs.metrics(run)).anyMatch(line -> line.contains("\"event\":\"back at step 0"));
  }

  @Test
  void stopsWhereGoingBackDoesNotHelp() {
    DivergenceRule divergence = new DivergenceRule(16, 8, 4, 2, 0.5);
    assertThatThrownBy(
            () ->
                Runs.train(
                    config(ABSURD_RATE, divergence),
                    folder.resolve("run"),
                    new Runs.Silence(),
                    () -> false))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("after 2 rollbacks")
        .hasMessageContaining("a smaller learningRate");
  }

  @Test
  void goesBackToACheckpointWhereTheLossExplodes() throws IOException {
    TrainingConfig config =
        Runs.config(
            100,
            Objective.CONTINUATION,
            Runs.ADAM_W,
            new Saving(1e9, 10L, 2),
            new DivergenceRule(16, 8, 4, 2, 0.5));
    Events events = new Events(new ArrayList<>());
    Outcome outcome =
        Runs.train(
                config,
                folder.resolve("run"),
                events,
                () -> false,
                passes -> new UphillPasses(passes, 35, 4))
            .orElseThrow();
    assertThat(outcome.steps()).isEqualTo(100);
    assertThat(events.messages()).hasSize(2);
    assertThat(events.messages().getFirst()).startsWith("38: the training loss exploded");
    assertThat(events.messages().getLast()).startsWith("30: back at step 30, at 0.500 ");
    assertThat(outcome.valLoss()).isBetween(Math.log(2) * 0.95, Math.log(2) * 1.25);
  }

  @Test
  void passesOverADamagedCheckpoint() throws IOException {
    TrainingConfig config =
        Runs.config(40, Objective.CONTINUATION, Runs.MUON, new Saving(1e9, 4L, 2), Runs.CARE);
    Path whole = folder.resolve("whole");
    Runs.train(config, whole, new Runs.Silence(), () -> false);
    Path run = folder.resolve("run");
    int[] steps = {0};
    Runs.train(config, run, new Runs.Silence(), () -> ++steps[0] == 15);
    assertThat(checkpoints(run)).containsExactlyInAnyOrder("step-10", "step-12", "step-15");
    damage(run.resolve("continuo/checkpoints/step-15/optimizer.safetensors"));
    Events events = new Events(new ArrayList<>());
    Runs.train(config, run, events, () -> false);
    assertThat(events.messages()).hasSize(1);
    assertThat(events.messages().getFirst())
        .startsWith("12: ")
        .contains("step-15")
        .contains("optimizer.safetensors");
    assertThat(Runs.weights(run)).isEqualTo(Runs.weights(whole));
    assertThat(Runs.optimizer(run, 40)).isEqualTo(Runs.optimizer(whole, 40));
  }

  @Test
  void saysSoWhereEveryCheckpointIsDamaged() throws IOException {
    TrainingConfig config = Runs.config(40, Objective.CONTINUATION, Runs.ADAM_W);
    Path run = folder.resolve("run");
    int[] steps = {0};
    Runs.train(config, run, new Runs.Silence(), () -> ++steps[0] == 3);
    damage(run.resolve("continuo/checkpoints/step-3/state.json"));
    assertThatThrownBy(() -> Runs.train(config, run, new Runs.Silence(), () -> false))
        .hasMessageContaining("every checkpoint is damaged");
  }

  @Test
  void saysSoWhereTheHistoryIsTornAndJudgesNothing() throws IOException {
    TrainingConfig config = Runs.config(40, Objective.CONTINUATION, Runs.ADAM_W);
    for (boolean torn : new boolean[] {false, true}) {
      Path run = folder.resolve("run-" + torn);
      int[] steps = {0};
      Runs.train(config, run, new Runs.Silence(), () -> ++steps[0] == 25);
      Path metrics = run.resolve("continuo/metrics.jsonl");
      if (torn) {
        byte[] bytes = Files.readAllBytes(metrics);
        Files.write(metrics, Arrays.copyOf(bytes, bytes.length / 2));
      }
      Events events = new Events(new ArrayList<>());
      Outcome outcome = Runs.train(config, run, events, () -> false).orElseThrow();
      if (torn) {
        assertThat(events.messages()).hasSize(1);
        assertThat(events.messages().getFirst())
            .startsWith("25: " + metrics)
            .contains("1 of 2 evaluations");
        assertThat(outcome.verdict()).contains("metrics.jsonl is missing");
        assertThat(RunHistory.read(metrics).whole()).isFalse();
      } else {
        assertThat(events.messages()).isEmpty();
        assertThat(RunHistory.read(metrics).evaluated()).hasSize(4);
      }
    }
  }

  /** A checkpoint that is written anew stays beside its successor until that is there. */
  @Test
  void goesOnFromACheckpointWhoseSuccessorNeverCame() throws IOException {
    TrainingConfig config = Runs.config(40, Objective.CONTINUATION, Runs.ADAM_W);
    Path run = folder.resolve("run");
    int[] steps = {0};
    Runs.train(config, run, new Runs.Silence(), () -> ++steps[0] == 3);
    Path only = run.resolve("continuo/checkpoints/step-3");
    Files.move(only, only.resolveSibling("step-3.old"));
    Events events = new Events(new ArrayList<>());
    steps[0] = 0;
    Runs.train(config, run, events, () -> ++steps[0] == 1);
    assertThat(events.messages()).isEmpty();
    assertThat(checkpoints(run)).containsExactlyInAnyOrder("step-3", "step-4");
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  private static List<String> checkpoints(Path run) throws IOException {
    try (Stream<Path> children = Files.list(run.resolve("continuo/checkpoints"))) {
      return children.map(path -> path.getFileName().toString()).toList();
    }
  }
}
