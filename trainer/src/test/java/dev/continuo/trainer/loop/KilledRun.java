package dev.continuo.trainer.loop;

import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.config.TrainingConfig.Saving;
import java.io.IOException;
import java.nio.file.Path;

/** A run of its own process, which {@link KillTest} kills. */
final class KilledRun {

  static final long STEPS = 90;

  private static final Batching LARGE_ENOUGH_FOR_THREADS =
      new Batching(64, 16, Objective.CONTINUATION);

  private KilledRun() {}

  /** Trains the run of a folder, from where it is. */
  public static void main(String[] arguments) throws IOException {
    TrainingConfig config =
        Runs.config(STEPS, Objective.CONTINUATION, Runs.MUON, new Saving(1e9, 7L, 2), Runs.CARE);
    Runs.train(
        Runs.with(config, LARGE_ENOUGH_FOR_THREADS, config.loss(), config.dropout()),
        Path.of(arguments[0]),
        new Runs.Silence(),
        () -> false);
  }
}
