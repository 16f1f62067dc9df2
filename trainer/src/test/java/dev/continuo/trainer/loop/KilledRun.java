package dev.continuo.trainer.loop;

import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.config.TrainingConfig.Saving;
import dev.continuo.trainer.progress.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A run of its own process, which {@link KillTest} kills. */
final class KilledRun {

  static final long STEPS = 90;

  private static final Batching LARGE_ENOUGH_FOR_THREADS =
      new Batching(64, 16, Objective.CONTINUATION);

  /** Says that training goes, and never gets through its last step. */
  private record Unending(Path started) implements TrainingListener {

    @Override
    public void step(Step step) {
      try {
        if (Files.notExists(started)) {
          Files.createFile(started);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      while (step.step() == STEPS) {
        LockSupport.park();
      }
    }

    @Override
    public void evaluation(Evaluation evaluation) {}
  }

  private KilledRun() {}

  /**
   * Trains the run of a folder, from where it is. Arguments: the folder and, for a run that does
   * not end by itself however fast the machine is, a file that it makes after a step.
   */
  public static void main(String[] arguments) throws IOException {
    TrainingConfig config =
        Runs.config(STEPS, Objective.CONTINUATION, Runs.MUON, new Saving(1e9, 7L, 2), Runs.CARE);
    Runs.train(
        Runs.with(config, LARGE_ENOUGH_FOR_THREADS, config.loss(), config.dropout()),
        Path.of(arguments[0]),
        arguments.length > 1 ? new Unending(Path.of(arguments[1])) : new Runs.Silence(),
        () -> false);
  }
}
