package dev.continuo.trainer.run;

import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingException;
import java.io.IOException;

/**
 * The scratch folder that a run is prepared in, which goes with the preparation, also when the
 * program is stopped.
 */
final class PreparationFolder implements AutoCloseable {

  private final RunLock lock;
  private final Scratch scratch;
  private final Thread hook = new Thread(this::stopped);
  private boolean stopped;

  PreparationFolder(RunLock lock) throws IOException {
    this.lock = lock;
    scratch = lock.preparing();
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The run to fill. */
  RunPaths run() throws IOException {
    return RunFolders.filled(scratch);
  }

  /** Not beside the end of the program, which deletes the folder. */
  synchronized void moveIn() throws IOException {
    if (stopped) {
      throw new TrainingException(lock.run().root() + ": was stopped before its first step");
    }
    RunFolders.moveIn(scratch, lock.run());
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      return;
    }
    delete();
  }

  private void delete() throws IOException {
    if (RunFolders.isHalfExchanged(lock.run())) {
      scratch.close(); // what could not be put back waits there
    } else {
      scratch.delete();
    }
  }

  private synchronized void stopped() {
    stopped = true;
    try {
      delete();
      lock.close();
    } catch (IOException | TrainingException e) {
      System.getLogger(PreparationFolder.class.getName())
          .log(System.Logger.Level.WARNING, scratch.path() + ": cannot be deleted", e);
    }
  }
}
