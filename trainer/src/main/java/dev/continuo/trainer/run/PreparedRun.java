package dev.continuo.trainer.run;

import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.progress.TrainingListener;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run with everything that it needs in its folder, which no other process can train meanwhile.
 */
public final class PreparedRun implements AutoCloseable {

  private final RunLock lock;
  private final RunFile file;
  private final boolean anew;
  private final RunListener listener;

  private PreparedRun(RunLock lock, RunFile file, boolean anew, RunListener listener) {
    this.lock = lock;
    this.file = file;
    this.anew = anew;
    this.listener = listener;
  }

  /**
   * Prepares a new run.
   *
   * @throws TrainingException where the folder is taken, or another process has it
   */
  public static PreparedRun of(TrainRequest request, RunListener listener) {
    RunPreparation.check(request);
    return under(
        RunLock.of(new RunPaths(request.run())),
        lock -> {
          RunPreparation.prepare(request, lock, listener);
          return new PreparedRun(lock, RunFile.read(lock.run().runFile()), true, listener);
        });
  }

  /**
   * Takes up a run that was stopped or killed.
   *
   * @param request its text and settings must be the run's own, but for those that may change
   * @throws TrainingException where there is no run, or another text or setting is asked for
   */
  public static PreparedRun resumed(TrainRequest request, RunListener listener) {
    request.check();
    RunPaths run = new RunPaths(request.run());
    if (!Files.exists(run.runFile()) && !RunFolders.isHalfExchanged(run)) {
      throw new TrainingException(
          "%s: expected a run to resume, found no %s; begin one without %s",
          request.run(), run.runFile().getFileName(), TrainingSettings.RESUME);
    }
    return under(
        RunLock.of(run),
        lock -> {
          if (lock.putBack()) {
            listener.warn("its replacement was cut short, so this run was put back as it was");
          }
          RunFile file = RunFile.read(run.runFile());
          Resumption.check(run, file, request);
          TrainingConfig config = file.training().resumedWith(request.settings());
          return new PreparedRun(lock, file.with(config), false, listener);
        });
  }

  /** A run that is made under its lock, which is released where it cannot be made. */
  private static PreparedRun under(RunLock lock, Function<RunLock, PreparedRun> maker) {
    try {
      return maker.apply(lock);
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
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
    return new RunTraining(lock, anew, listener).train(file, prompt, training, stop);
  }

  /** Releases the lock. */
  @Override
  public void close() {
    lock.close();
  }
}
