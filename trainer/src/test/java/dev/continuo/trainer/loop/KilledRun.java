package dev.continuo.trainer.loop;

import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.config.TrainingConfig.Saving;
import java.io.IOException;
import java.nio.file.Path;

/** A run of its own process, which {@link KillTest} kills. */
final class KilledRun {

  static final long STEPS = 90;

  private KilledRun() {}

  /** Trains the run of a folder, from where it is. */
  public static void main(String[] arguments) throws IOException {
    TrainingConfig config =
        Runs.config(STEPS, Objective.CONTINUATION, Runs.MUON, new Saving(1e9, 7L, 2), Runs.CARE);
    Runs.train(config, Path.of(arguments[0]), new Runs.Silence(), () -> false);
  }
}
