package dev.continuo.cli.train;

import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** Run folders come and go whole. */
final class RunFolders {

  private RunFolders() {}

  /** Refuses a place that is taken, unless by a run that may be overwritten. */
  static void requireFree(Path run, boolean overwrite) {
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

  /** A new folder beside the run's, to prepare it in. */
  static Path createBeside(Path run) {
    Path absolute = run.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute.getParent());
      return Files.createTempDirectory(
          absolute.getParent(), absolute.getFileName() + ".preparing-");
    } catch (IOException e) {
      throw new TrainingException(
          run + ": cannot be written (" + e + "); choose a writable folder for -o", e);
    }
  }

  /** Puts a prepared folder in a run's place. */
  static void replace(Path prepared, Path run) throws IOException {
    delete(run);
    Files.move(prepared, run, StandardCopyOption.ATOMIC_MOVE);
  }

  static void deleteQuietly(Path tree) {
    try {
      delete(tree);
    } catch (IOException e) {
      tree.toFile().deleteOnExit();
    }
  }

  private static boolean isEmpty(Path folder) {
    try (Stream<Path> children = Files.list(folder)) {
      return children.findAny().isEmpty();
    } catch (IOException e) {
      throw new TrainingException(folder + ": cannot be read: " + e, e);
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
