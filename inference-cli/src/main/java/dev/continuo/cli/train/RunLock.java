package dev.continuo.cli.train;

import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The right to train a run, which one process has at a time. */
record RunLock(RunPaths run, FileChannel channel) implements AutoCloseable {

  /**
   * Takes the right.
   *
   * @throws TrainingException where another process has it
   */
  static RunLock of(RunPaths run) {
    Path file = run.own().resolve("lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new TrainingException(
            run.root() + ": another process is training this run; wait for it or stop it");
      }
      return new RunLock(run, channel);
    } catch (IOException e) {
      throw new TrainingException(file + ": cannot be written: " + e, e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
