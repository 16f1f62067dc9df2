package dev.continuo.trainer.run;

import dev.continuo.tokenizer.files.FileException;
import dev.continuo.tokenizer.files.ProcessLock;
import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The exclusive lock of a run folder: one process at a time prepares and trains a run. */
final class RunLock implements AutoCloseable {

  static final String NAME = "lock";

  private static final String PREPARING = "preparing";

  private final RunPaths run;
  private final ProcessLock lock;
  private final boolean isNew;

  private RunLock(RunPaths run, ProcessLock lock, boolean isNew) {
    this.run = run;
    this.lock = lock;
    this.isNew = isNew;
  }

  /**
   * Acquires it, before anything in the folder is touched; a missing folder is made.
   *
   * @throws TrainingException where another process has it
   */
  static RunLock of(RunPaths run) {
    try {
      boolean isNew = !Files.exists(run.root());
      Files.createDirectories(run.own());
      Path file = run.own().resolve(NAME);
      if (Files.exists(file) && Files.size(file) > 0) {
        throw new TrainingException(
            file + ": expected an empty file, which locks a run, found another; move it away");
      }
      ProcessLock lock = ProcessLock.take(file);
      if (lock == null) {
        throw new TrainingException(
            run.root() + ": another process is training this run; wait for it or stop it");
      }
      return new RunLock(run, lock, isNew);
    } catch (IOException e) {
      throw new TrainingException(
          run.root()
              + ": cannot be written ("
              + FileException.reason(e)
              + "); choose a writable folder for -o",
          e);
    }
  }

  /** Whose right it is. */
  RunPaths run() {
    return run;
  }

  /** The folder in which a run is prepared before it comes to its place. */
  static Path preparing(RunPaths run) {
    return run.own().resolve(PREPARING);
  }

  /**
   * Puts a run back whose replacement was killed in its midst, and deletes what a killed
   * preparation has left; whether there was such a run.
   */
  boolean putBack() {
    if (!RunFolders.isHalfExchanged(run) && !Scratch.isOwned(preparing(run))) {
      return false;
    }
    try (Scratch scratch = Scratch.take(preparing(run))) {
      boolean wasHalf = RunFolders.putBack(run);
      scratch.delete();
      return wasHalf;
    } catch (IOException e) {
      throw new TrainingException(
          run.root()
              + ": the run that was being replaced cannot be put back from "
              + preparing(run)
              + " ("
              + e
              + "); make the folder writable and run the same again",
          e);
    }
  }

  /** Takes that folder, without what a killed preparation has left in it; an old run goes back. */
  Scratch preparing() throws IOException {
    Scratch scratch = Scratch.take(preparing(run));
    RunFolders.putBack(run);
    scratch.clear();
    return scratch;
  }

  /** Gives the right back; a folder that no run has come into is as it was before. */
  @Override
  public void close() {
    try {
      if (Files.exists(run.runFile())) {
        lock.close();
      } else {
        lock.delete();
        deleteIfEmpty(run.own());
        if (isNew) {
          deleteIfEmpty(run.root());
        }
      }
    } catch (IOException e) {
      throw new TrainingException(run.root() + ": its lock cannot be released (" + e + ")", e);
    }
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // a half of a run that a killed preparation has left
    }
  }
}
