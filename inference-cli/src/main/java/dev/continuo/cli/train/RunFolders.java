package dev.continuo.cli.train;

import dev.continuo.trainer.checkpoint.Folders;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The place of a run: whether it is free, and the folder beside it in which a run is prepared. */
final class RunFolders {

  private RunFolders() {}

  /** Refuses a place that is taken, unless by a run that may be overwritten. */
  static void requireFree(Path run, boolean overwrite) {
    if (run.toAbsolutePath().normalize().getFileName() == null) {
      throw new TrainingException(run + ": expected a folder of its own for the run");
    }
    if (!Files.exists(run)) {
      return;
    }
    if (!Files.isDirectory(run)) {
      throw new TrainingException(run + ": expected a folder for the run, found a file");
    }
    boolean isRun = Files.exists(new RunPaths(run).runFile());
    if (isRun && !overwrite) {
      throw new TrainingException(
          run + ": is a run already; go on with --resume or replace it with --overwrite");
    }
    if (!isRun && !isEmpty(run)) {
      throw new TrainingException(
          run + ": holds files that are not a run's; choose another folder for -o");
    }
  }

  /** A new folder beside the run's, to prepare it in; gone at the end of the program. */
  static Path createBeside(Path run) {
    Path part = Folders.beside(run, "preparing");
    try {
      Folders.delete(part);
      Path created = Files.createDirectories(part);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteQuietly(created)));
      return created;
    } catch (IOException e) {
      throw new TrainingException(
          run + ": cannot be written (" + e + "); choose a writable folder for -o", e);
    }
  }

  static void deleteQuietly(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      System.getLogger(RunFolders.class.getName())
          .log(System.Logger.Level.WARNING, folder + ": cannot be deleted", e);
    }
  }

  private static boolean isEmpty(Path folder) {
    try (Stream<Path> children = Files.list(folder)) {
      return children.findAny().isEmpty();
    } catch (IOException e) {
      throw new TrainingException(folder + ": cannot be read: " + e, e);
    }
  }
}
