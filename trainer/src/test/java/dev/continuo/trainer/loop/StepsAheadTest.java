package dev.continuo.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.backend.PlainBackend;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.checkpoint.RunFile.Outcome;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.config.TrainingConfig.Saving;
import dev.continuo.trainer.engine.DeviceEngine;
import dev.continuo.trainer.engine.MicroBatch;
import dev.continuo.trainer.loop.EngineBetween.Trouble;
import dev.continuo.trainer.optim.DeviceOptimizer;
import dev.continuo.trainer.progress.RunHistory;
import dev.continuo.trainer.step.DeviceSteps;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run whose steps are queued ahead is the run whose steps are awaited one by one. */
final class StepsAheadTest {

  private static final int BATCH = 4;
  private static final int TIME = 16;

  @TempDir private Path folder;

  private Optional<Outcome> train(
      Supplier<Backend> backend,
      TrainingConfig config,
      String run,
      Trouble trouble,
      List<String> asked,
      int stopAfter)
      throws IOException {
    int[] steps = new int[1];
    return Runs.trainBy(
        () ->
            new EngineBetween(
                new DeviceEngine(
                    backend.get(),
                    Runs.MODEL,
                    config.optimizer(),
                    config.loss(),
                    0.1,
                    new MicroBatch(BATCH, false),
                    TIME),
                trouble,
                asked),
        config,
        folder.resolve(run),
        new Runs.Silence(),
        () -> ++steps[0] == stopAfter);
  }

  private static TrainingConfig config(long steps, Optimization optimization, long saving) {
    return Runs.config(
        steps, Objective.CONTINUATION, optimization, new Saving(1e9, saving, 2), Runs.CARE);
  }

  @Test
  void aStepIsQueuedBehindAnotherUnlessSomethingIsDueBetweenThem() throws IOException {
    List<String> asked = new ArrayList<>();
    train(LateBackend::new, config(16, Runs.ADAM_W, 5), "run", Trouble.NONE, asked, 0);
    String evaluatedAndSaved = "score, state, ";
    assertThat(String.join(", ", asked))
        .isEqualTo(
            "state, resume 0, "
                + "queue 1, queue 2, await 1, queue 3, await 2, queue 4, await 3, await 4, "
                + evaluatedAndSaved
                + "queue 5, await 5, state, "
                + "queue 6, queue 7, await 6, queue 8, await 7, await 8, "
                + evaluatedAndSaved
                + "queue 9, queue 10, await 9, await 10, state, "
                + "queue 11, queue 12, await 11, await 12, "
                + evaluatedAndSaved
                + "queue 13, queue 14, await 13, queue 15, await 14, await 15, state, "
                + "queue 16, await 16, score, state, score");
  }

  @Test
  void aStepIsAwaitedAtOnceWhereItWasDoneWhenItWasQueued() throws IOException {
    List<String> asked = new ArrayList<>();
    train(PlainBackend::new, config(16, Runs.ADAM_W, 5), "run", Trouble.NONE, asked, 0);
    assertThat(String.join(", ", asked))
        .startsWith("state, resume 0, queue 1, await 1, queue 2, await 2, queue 3, await 3, ");
  }

  @Test
  void aStopEndsTheRunAfterTheStepsThatWereQueued() throws IOException {
    List<String> asked = new ArrayList<>();
    train(LateBackend::new, config(100, Runs.ADAM_W, 50), "run", Trouble.NONE, asked, 3);
    assertThat(String.join(", ", asked))
        .endsWith("queue 1, queue 2, await 1, queue 3, await 2, await 3, state");
  }

  @Test
  void aRunByTimeLeavesNoStepUnderWay() throws IOException {
    TrainingConfig steps = config(1, Runs.ADAM_W, 5);
    TrainingConfig config =
        new TrainingConfig(
            new Budget.Minutes(0.01),
            steps.batch(),
            steps.loss(),
            steps.dropout(),
            steps.optimizer(),
            steps.schedule(),
            steps.evaluation(),
            steps.saving(),
            steps.divergence(),
            steps.precision(),
            steps.device(),
            steps.engine(),
            steps.resources(),
            steps.seed());
    List<String> asked = new ArrayList<>();
    Outcome outcome = train(LateBackend::new, config, "run", Trouble.NONE, asked, 0).orElseThrow();
    assertThat(asked.stream().filter(what -> what.startsWith("await")))
        .hasSize((int) outcome.steps())
        .hasSameSizeAs(asked.stream().filter(what -> what.startsWith("queue")).toList());
    List<RunHistory.Point> evaluated =
        RunHistory.read(folder.resolve("run/continuo/metrics.jsonl")).evaluated();
    assertThat(evaluated.getLast().step()).isEqualTo(outcome.steps());
  }

  static Stream<Optimization> optimizers() {
    return Stream.of(Runs.ADAM_W, Runs.MUON);
  }

  /** With evaluations, checkpoints, a stop, fewer rows at once and two steps back. */
  @ParameterizedTest
  @MethodSource("optimizers")
  void aRunIsTheSame(Optimization optimization) throws IOException {
    TrainingConfig config = config(40, optimization, 7);
    Trouble trouble =
        new Trouble(Set.of(23L, 24L, 25L, 26L), Set.of(33L), Set.of(12L, 36L), Set.of());
    Map<String, List<String>> asked = new TreeMap<>();
    for (String name : List.of("ahead", "one by one")) {
      Supplier<Backend> backend = name.equals("ahead") ? LateBackend::new : PlainBackend::new;
      List<String> all = new ArrayList<>();
      assertThat(train(backend, config, name, trouble, all, 17)).isEmpty();
      assertThat(train(backend, config, name, trouble, all, 0)).isPresent();
      asked.put(name, all);
    }
    assertThat(asked.get("ahead")).containsSequence("queue 27", "await 26", "await 27");
    assertThat(asked.get("one by one")).doesNotContainSequence("queue 27", "await 26");
    assertThat(metrics("ahead"))
        .isEqualTo(metrics("one by one"))
        .anyMatch(line -> line.contains("going on with 2 of 4 sequences"))
        .anyMatch(line -> line.contains("exploded"))
        .anyMatch(line -> line.contains("not finite"))
        .anyMatch(line -> line.contains("back at step 21,"));
    Map<String, String> files = files("ahead");
    assertThat(files).containsKey("checkpoints/step-40/optimizer.safetensors");
    assertThat(files).isEqualTo(files("one by one"));
    assertThat(Runs.weights(folder.resolve("ahead")))
        .isEqualTo(Runs.weights(folder.resolve("one by one")));
  }

  /** Steps that were queued before an update that failed are done again. */
  @Test
  void aRunWhoseUpdateFailedGoesOnFromItsCheckpoint() throws IOException {
    TrainingConfig config = config(30, Runs.MUON, 7);
    List<String> asked = new ArrayList<>();
    Trouble early = new Trouble(Set.of(), Set.of(), Set.of(16L), Set.of());
    Trouble late = new Trouble(Set.of(), Set.of(), Set.of(), Set.of(18L));
    train(PlainBackend::new, config, "early", early, new ArrayList<>(), 0);
    train(LateBackend::new, config, "late", late, asked, 0);
    assertThat(asked).containsSequence("queue 17", "await 16", "await 17", "state", "resume 15");
    assertThat(metrics("late"))
        .anyMatch(line -> line.contains("back at step 15, with 2 of 4 sequences at once"));
    assertThat(Runs.weights(folder.resolve("late")))
        .isEqualTo(Runs.weights(folder.resolve("early")));
    assertThat(Runs.optimizer(folder.resolve("late"), 30))
        .isEqualTo(Runs.optimizer(folder.resolve("early"), 30));
  }

  /** Forward, backward and update are one program, or one for each part of a batch. */
  @Test
  void theProgramsOfAStepAreAsManyAsItsParts() {
    long[] ids = new long[BATCH * TIME];
    Batch batch = new Batch(BATCH, TIME, ids, ids);
    for (int rows : new int[] {4, 3, 1}) {
      LateBackend backend = new LateBackend();
      try (backend;
          DenseTransformer transformer = new DenseTransformer(backend, Runs.MODEL, rows, TIME)) {
        DeviceOptimizer optimizer =
            new DeviceOptimizer(backend, transformer.parameters(), Runs.MUON);
        try (DeviceSteps steps =
            new DeviceSteps(
                backend, transformer, optimizer, LossFunction.CROSS_ENTROPY, Runs.VOCABULARY)) {
          steps.queue(batch, rows, 1e-3);
          steps.queue(batch, rows, 1e-3);
          assertThatThrownBy(() -> steps.begin(batch, rows)).hasMessageContaining("await one");
          steps.await();
          steps.await();
        }
      }
      int parts = Math.ceilDiv(BATCH, rows);
      assertThat(backend.run()).isEqualTo(2 * parts);
      assertThat(backend.made()).isEqualTo(Math.min(parts, 3)); // first, others, last
    }
  }

  /** The lines of a run without its times. */
  private List<String> metrics(String run) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Runs.metrics(folder.resolve(run))) {
      lines.add(timeless(line));
    }
    return lines;
  }

  private static String timeless(String json) throws IOException {
    ObjectNode node = (ObjectNode) new JsonMapper().readTree(json);
    return node.remove(List.of("seconds", "evaluated_seconds", "tokens_per_second")).toString();
  }

  /** The files of all checkpoints without times and their checksums. */
  private Map<String, String> files(String run) throws IOException {
    Path own = folder.resolve(run).resolve("continuo");
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(own.resolve("checkpoints"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = own.relativize(file).toString();
        if (name.endsWith(".json")) {
          files.put(name, timeless(Files.readString(file)));
        } else if (name.endsWith(".safetensors")) {
          files.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return files;
  }
}
