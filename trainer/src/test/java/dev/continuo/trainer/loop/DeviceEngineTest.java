package dev.continuo.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.backend.PlainBackend;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.engine.DeviceEngine;
import dev.continuo.trainer.engine.MicroBatch;
import dev.continuo.trainer.engine.TrainingEngine;
import dev.continuo.trainer.progress.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run over the operations of a backend is the run of the CPU's engine. */
final class DeviceEngineTest {

  /** Steps after which a difference in rounding may have grown a thousandfold. */
  private static final int EARLY = 10;

  private static final int STEPS = 40;

  @TempDir Path folder;

  static Stream<Optimization> optimizers() {
    return Stream.of(Runs.ADAM_W, Runs.MUON);
  }

  private static TrainingConfig config(Optimization optimization) {
    return Runs.config(STEPS, Objective.CONTINUATION, optimization);
  }

  private static TrainingEngine engine(TrainingConfig config) {
    return engine(config, false);
  }

  private static TrainingEngine engine(TrainingConfig config, boolean recompute) {
    return new DeviceEngine(
        new PlainBackend(),
        Runs.MODEL,
        config.optimizer(),
        config.loss(),
        config.dropout(),
        new MicroBatch(3, recompute),
        16);
  }

  private void train(TrainingConfig config, String run, TrainingListener listener, int stopAfter)
      throws IOException {
    int[] steps = new int[1];
    BooleanSupplier stop = () -> ++steps[0] == stopAfter;
    Runs.trainBy(() -> engine(config), config, folder.resolve(run), listener, stop);
  }

  /** Keeps the losses. */
  private record Losses(List<Double> training, List<Double> validation)
      implements TrainingListener {
    @Override
    public void step(TrainingListener.Step step) {
      training.add(step.trainLoss());
    }

    @Override
    public void evaluation(TrainingListener.Evaluation evaluation) {
      validation.add(evaluation.loss());
    }
  }

  private static Losses losses() {
    return new Losses(new ArrayList<>(), new ArrayList<>());
  }

  /** The graph's are the judge. */
  @ParameterizedTest
  @MethodSource("optimizers")
  void findsTheLossesOfTheGraph(Optimization optimization) throws IOException {
    TrainingConfig config = config(optimization);
    Losses right = losses();
    Runs.train(config, folder.resolve("graph"), right, () -> false, passes -> passes);
    Losses plain = losses();
    train(config, "plain", plain, 0);
    compare(plain, right);
    Losses vectors = losses();
    Runs.train(config, folder.resolve("vectors"), vectors, () -> false);
    compare(vectors, right);
  }

  private static void compare(Losses found, Losses right) {
    assertThat(found.training()).hasSameSizeAs(right.training());
    for (int i = 0; i < STEPS; i++) {
      assertThat(found.training().get(i))
          .isCloseTo(right.training().get(i), Offset.offset(i < EARLY ? 1e-4 : 3e-2));
    }
    for (int i = 0; i < right.validation().size(); i++) {
      assertThat(found.validation().get(i))
          .isCloseTo(right.validation().get(i), Offset.offset(3e-2));
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void goesOnToTheSameBytes(Optimization optimization) throws IOException {
    TrainingConfig config = Runs.with(config(optimization), LossFunction.CROSS_ENTROPY, 0.1);
    train(config, "whole", new Runs.Silence(), 0);
    train(config, "parts", new Runs.Silence(), 17);
    train(config, "parts", new Runs.Silence(), 0);
    assertThat(Runs.weights(folder.resolve("parts")))
        .isEqualTo(Runs.weights(folder.resolve("whole")));
    assertThat(Runs.optimizer(folder.resolve("parts"), STEPS))
        .isEqualTo(Runs.optimizer(folder.resolve("whole"), STEPS));
  }

  @Test
  void recomputeEndsInTheSameBytes() throws IOException {
    TrainingConfig config = Runs.with(config(Runs.MUON), LossFunction.CROSS_ENTROPY, 0.1);
    train(config, "kept", new Runs.Silence(), 0);
    Runs.trainBy(
        () -> engine(config, true),
        config,
        folder.resolve("again"),
        new Runs.Silence(),
        () -> false);
    assertThat(Runs.weights(folder.resolve("again")))
        .isEqualTo(Runs.weights(folder.resolve("kept")));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void goesOnWithARunOfTheCpu(Optimization optimization) throws IOException {
    TrainingConfig config = config(optimization);
    Losses right = losses();
    Runs.train(config, folder.resolve("cpu"), right, () -> false);
    int[] steps = new int[1];
    Runs.train(config, folder.resolve("run"), new Runs.Silence(), () -> ++steps[0] == 20);
    Losses rest = losses();
    train(config, "run", rest, 0);
    assertThat(rest.training()).hasSize(STEPS - 20);
    assertThat(rest.training().getLast())
        .isCloseTo(right.training().getLast(), Offset.offset(1e-3));
  }
}
