package dev.continuo.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.continuo.model.aten.AtenArrays;
import dev.continuo.model.device.Precision;
import dev.continuo.model.graph.Transformer;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.batch.ContinuationBatches;
import dev.continuo.trainer.checkpoint.RunFile.Outcome;
import dev.continuo.trainer.config.Optimization.AdamW;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingConfig.Evaluation;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.optim.GraphOptimizer;
import dev.continuo.trainer.optim.GraphOptimizers;
import dev.continuo.trainer.pass.ForwardBackward;
import dev.continuo.trainer.pass.GraphForwardBackward;
import dev.continuo.trainer.progress.TrainingListener;
import dev.continuo.trainer.step.Initialization;
import dev.continuo.trainer.step.TrainingStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class TrainerTest {

  @TempDir private Path folder;

  private Optional<Outcome> train(TrainingConfig config, String name, long stopAfter)
      throws IOException {
    return train(config, name, stopAfter, new Runs.Silence());
  }

  private Optional<Outcome> train(
      TrainingConfig config, String name, long stopAfter, TrainingListener listener)
      throws IOException {
    AtomicLong steps = new AtomicLong();
    return Runs.train(
        config, folder.resolve(name), listener, () -> steps.incrementAndGet() == stopAfter);
  }

  @Test
  void learnsWithMuon() throws IOException {
    TrainingConfig config = Runs.config(100, Objective.CONTINUATION, Runs.MUON);
    Outcome outcome = train(config, "muon", 0).orElseThrow();
    assertThat(outcome.valLoss()).isBetween(Math.log(2) * 0.95, Math.log(2) * 1.25);
  }

  @ParameterizedTest
  @EnumSource(Objective.class)
  void learnsWhatCanBeLearned(Objective objective) throws IOException {
    TrainingConfig config = Runs.config(150, objective, Runs.ADAM_W);
    Outcome outcome = train(config, "run", 0).orElseThrow();
    assertThat(outcome.steps()).isEqualTo(150);
    assertThat(outcome.valLoss()).isBetween(Math.log(2) * 0.95, Math.log(2) * 1.25);
    assertThat(outcome.valBitsPerByte()).isBetween(0.95, 1.25);
  }

  @Test
  void learnsByTheErrorOfProbabilities() throws IOException {
    TrainingConfig config = Runs.config(250, Objective.CONTINUATION, Runs.MUON);
    LossFunction squares = new LossFunction(LossFunction.Kind.SQUARED_ERROR, 0);
    Outcome outcome = train(Runs.with(config, squares, 0), "squares", 0).orElseThrow();
    assertThat(outcome.valLoss()).isBetween(Math.log(2) * 0.95, Math.log(2) * 1.25);
  }

  private static List<TrainingConfig> configurations() {
    TrainingConfig adamW = Runs.config(40, Objective.CONTINUATION, Runs.ADAM_W);
    return List.of(
        adamW,
        Runs.config(40, Objective.CONTINUATION, Runs.MUON),
        Runs.with(adamW, new LossFunction(LossFunction.Kind.CROSS_ENTROPY, 0.1), 0.2));
  }

  @ParameterizedTest
  @MethodSource("configurations")
  @Tag("ways")
  void resumedRunEndsInTheSameBytesAsOneThatWasNeverStopped(TrainingConfig config)
      throws IOException {
    assertThat(train(config, "whole", 0)).isPresent();
    for (int stop = 0; stop < 3; stop++) {
      assertThat(train(config, "parts", 11)).isEmpty();
    }
    Outcome outcome = train(config, "parts", 0).orElseThrow();
    assertThat(outcome.steps()).isEqualTo(40);
    assertSame("parts", "whole");
    assertThat(Runs.metrics(folder.resolve("parts")))
        .hasSameSizeAs(Runs.metrics(folder.resolve("whole")));
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
  @Tag("ways")
  void killedRunEndsInTheSameBytesAsOneThatWasNeverKilled() throws IOException {
    TrainingConfig config = Runs.config(40, Objective.CONTINUATION, Runs.ADAM_W);
    assertThat(train(config, "whole", 0)).isPresent();
    for (long step : new long[] {5, 17, 18, 36}) {
      assertThatThrownBy(() -> train(config, "killed", 0, new Death(step))).hasMessage("killed");
    }
    assertThat(train(config, "killed", 0)).isPresent();
    assertSame("killed", "whole");
  }

  @Test
  void aRunThatDoesNotImproveEndsWhenPatienceIsOver() throws IOException {
    AdamW still = new AdamW(1e-30, 0.9, 0.95, 1e-8, 0, 1);
    TrainingConfig config =
        Runs.config(40, Objective.CONTINUATION, still).with(new Evaluation(8, 1000, null, null, 2));
    assertThat(train(config, "whole", 0).orElseThrow().steps()).isEqualTo(15);
    assertThat(train(config, "parts", 11)).isEmpty();
    assertThat(train(config, "parts", 0).orElseThrow().steps()).isEqualTo(15);
    TrainingConfig better =
        Runs.config(40, Objective.CONTINUATION, Runs.ADAM_W)
            .with(new Evaluation(8, 1000, null, null, 2));
    assertThat(train(better, "better", 0).orElseThrow().steps()).isEqualTo(40);
  }

  private void assertSame(String name, String other) throws IOException {
    Path run = folder.resolve(name);
    Path judge = folder.resolve(other);
    assertThat(Runs.weights(run)).isEqualTo(Runs.weights(judge));
    assertThat(Runs.optimizer(run, 40)).isEqualTo(Runs.optimizer(judge, 40));
  }

  @Test
  void overfitsOneBatch() {
    try (Shard shard = Runs.shard(folder.resolve("one"), 50, 1);
        Transformer transformer = Transformer.create(Runs.MODEL, Precision.FLOAT32, Device.cpu());
        ForwardBackward passes = new GraphForwardBackward(transformer)) {
      Initialization.apply(new AtenArrays(transformer.weights()), 1);
      GraphOptimizer optimizer =
          GraphOptimizers.of(
              transformer.weights(), transformer.manager(), Runs.ADAM_W, Precision.FLOAT32);
      TrainingStep step = new TrainingStep(passes, optimizer, LossFunction.CROSS_ENTROPY);
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
