package dev.continuo.trainer.run;

import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.progress.TrainingListener;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A run with everything that it needs in its folder, which no other process can train meanwhile.
 */
public final class PreparedRun implements AutoCloseable {

  private final RunLock lock;
  private final RunFile file;
  private final RunListener listener;

  PreparedRun(RunLock lock, RunFile file, RunListener listener) {
    this.lock = lock;
    this.file = file;
    this.listener = listener;
  }

  /** Where its files are. */
  public RunPaths paths() {
    return lock.run();
  }

  /** Its configuration, as in {@code run.json}. */
  public RunFile file() {
    return file;
  }

  /**
   * Trains from its first or last saved step until the budget is used or a stop is asked for, which
   * saves first.
   *
   * @param training hears of steps and evaluations
   * @param prompt what the net continues at each evaluation; null is the beginning of held-out text
   * @return the run with its outcome, or empty where it was stopped
   * @throws TrainingException where something is missing, or the budget is used already
   */
  public Optional<RunFile> train(
      TrainingListener training, @Nullable String prompt, BooleanSupplier stop) {
    return RunTraining.train(lock, file, listener, prompt, training, stop);
  }

  /** Releases the lock. */
  @Override
  public void close() {
    lock.close();
  }
}
