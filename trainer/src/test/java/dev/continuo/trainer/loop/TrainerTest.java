package dev.continuo.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.net.Precision;
import dev.continuo.model.net.Transformer;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.shard.ShardWriter;
import dev.continuo.tokenizer.shard.Span;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.batch.ContinuationBatches;
import dev.continuo.trainer.checkpoint.RunFile.Outcome;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.AdamW;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingConfig.Evaluation;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.config.TrainingConfig.Schedule;
import dev.continuo.trainer.optim.FusedAdamW;
import dev.continuo.trainer.optim.Optimizer;
import dev.continuo.trainer.progress.TrainingListener;
import dev.continuo.trainer.step.Initialization;
import dev.continuo.trainer.step.TrainingStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TrainerTest {

  private static final int VOCABULARY = 13;
  private static final int DOCUMENT_TOKENS = 200;
  private static final ModelConfig MODEL =
      new ModelConfig(
          Architecture.QWEN3, VOCABULARY, 32, 2, 2, 1, 16, 64, 16, 1e-6, 10_000, true, 0);
  private static final AdamW OPTIMIZER = new AdamW(1e-2, 0.9, 0.95, 1e-8, 0.1, 1);

  @TempDir private Path folder;

  private static TrainingConfig config(long steps, Objective objective) {
    return new TrainingConfig(
        new Budget.Steps(steps),
        new Batching(4, 16, objective),
        OPTIMIZER,
        new Schedule(0.1, 0.4),
        new Evaluation(4, 1000, null),
        1e9,
        Precision.FLOAT32,
        "cpu",
        1);
  }

  /** A text of steps of +1 or +2, whose next token is one of two. */
  private Shard shard(String name, int documents, long seed) {
    Random random = new Random(seed);
    Path file = folder.resolve(name);
    try (ShardWriter writer = ShardWriter.create(file, VOCABULARY)) {
      for (int document = 0; document < documents; document++) {
        int[] tokens = new int[DOCUMENT_TOKENS];
        for (int i = 1; i < tokens.length; i++) {
          tokens[i] = (tokens[i - 1] + 1 + random.nextInt(2)) % VOCABULARY;
        }
        writer.add(tokens, List.of(new Span(0, 10, 20), new Span(20, 30, 40)), DOCUMENT_TOKENS);
      }
      writer.finish();
    }
    return Shard.open(file);
  }

  private Optional<Outcome> train(TrainingConfig config, String name, long stopAfter)
      throws IOException {
    return train(config, name, stopAfter, new Silence());
  }

  private Optional<Outcome> train(
      TrainingConfig config, String name, long stopAfter, TrainingListener listener)
      throws IOException {
    RunPaths run = new RunPaths(folder.resolve(name));
    Files.createDirectories(run.own());
    int[] byteLengths = new int[VOCABULARY];
    Arrays.fill(byteLengths, 1);
    AtomicLong steps = new AtomicLong();
    try (Shard training = shard("training-" + name, 50, 1);
        Shard validation = shard("validation-" + name, 5, 2);
        Transformer transformer = Transformer.create(MODEL, config.precision(), Device.cpu())) {
      Initialization.apply(transformer, config.seed());
      TrainingData data = new TrainingData(training, validation, byteLengths);
      return new Trainer(transformer, config, data, run, listener)
          .train(() -> steps.incrementAndGet() == stopAfter);
    }
  }

  private record Silence() implements TrainingListener {
    @Override
    public void step(TrainingListener.Step step) {}

    @Override
    public void evaluation(TrainingListener.Evaluation evaluation) {}
  }

  @ParameterizedTest
  @EnumSource(Objective.class)
  void learnsWhatCanBeLearned(Objective objective) throws IOException {
    Outcome outcome = train(config(150, objective), "run", 0).orElseThrow();
    assertThat(outcome.steps()).isEqualTo(150);
    assertThat(outcome.valLoss()).isBetween(Math.log(2) * 0.95, Math.log(2) * 1.25);
    assertThat(outcome.valBitsPerByte()).isBetween(0.95, 1.25);
  }

  @Test
  void resumedRunEndsInTheSameBytesAsOneThatWasNeverStopped() throws IOException {
    TrainingConfig config = config(40, Objective.CONTINUATION);
    assertThat(train(config, "whole", 0)).isPresent();
    for (int stop = 0; stop < 3; stop++) {
      assertThat(train(config, "parts", 11)).isEmpty();
    }
    Outcome outcome = train(config, "parts", 0).orElseThrow();
    assertThat(outcome.steps()).isEqualTo(40);
    assertThat(weights("parts")).isEqualTo(weights("whole"));
    assertThat(checkpoint("parts")).isEqualTo(checkpoint("whole"));
    assertThat(Files.readAllLines(folder.resolve("parts/continuo/metrics.jsonl")))
        .hasSameSizeAs(Files.readAllLines(folder.resolve("whole/continuo/metrics.jsonl")));
  }

  /** Dies at a step, as by a kill: nothing is saved on the way out. */
  private record Death(long atStep) implements TrainingListener {
    @Override
    public void step(TrainingListener.Step step) {
      if (step.step() == atStep) {
        throw new IllegalStateException("killed");
      }
    }

    @Override
    public void evaluation(TrainingListener.Evaluation evaluation) {}
  }

  @Test
  void killedRunEndsInTheSameBytesAsOneThatWasNeverKilled() throws IOException {
    TrainingConfig config = config(40, Objective.CONTINUATION);
    assertThat(train(config, "whole", 0)).isPresent();
    for (long step : new long[] {5, 17, 18, 36}) {
      assertThatThrownBy(() -> train(config, "killed", 0, new Death(step))).hasMessage("killed");
    }
    assertThat(train(config, "killed", 0)).isPresent();
    assertThat(weights("killed")).isEqualTo(weights("whole"));
    assertThat(checkpoint("killed")).isEqualTo(checkpoint("whole"));
  }

  private byte[] weights(String name) throws IOException {
    return Files.readAllBytes(new RunPaths(folder.resolve(name)).weights());
  }

  private byte[] checkpoint(String name) throws IOException {
    return Files.readAllBytes(
        folder.resolve(name).resolve("continuo/checkpoints/step-40/optimizer.safetensors"));
  }

  @Test
  void overfitsOneBatch() {
    try (Shard shard = shard("one", 50, 1);
        Transformer transformer = Transformer.create(MODEL, Precision.FLOAT32, Device.cpu())) {
      Initialization.apply(transformer, 1);
      Optimizer optimizer = new FusedAdamW(transformer.weights(), transformer.manager(), OPTIMIZER);
      TrainingStep step = new TrainingStep(transformer, optimizer);
      Batching batching = new Batching(2, 16, Objective.CONTINUATION);
      Batch batch = new ContinuationBatches(shard, batching, 1).at(0);
      double first = step.train(batch, 3e-3).loss();
      double last = first;
      for (int i = 0; i < 300; i++) {
        last = step.train(batch, 3e-3).loss();
      }
      assertThat(first).isBetween(2.3, 2.8);
      assertThat(last).isLessThan(0.01);
    }
  }
}
