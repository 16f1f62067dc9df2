package dev.continuo.trainer.run;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.weights.WeightFiles;
import dev.continuo.tokenizer.files.Folders;
import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The place of a run: whether it is free, and how a prepared run comes into it. */
final class RunFolders {

  /** What a prepared run is filled into, and what makes way for it, within its scratch folder. */
  private static final String NEW = "new";

  private static final String OLD = "old";

  private RunFolders() {}

  /** Refuses a place that is taken, unless by a run that may be overwritten. */
  static void requireFree(Path folder, boolean overwrite) {
    if (folder.toAbsolutePath().normalize().getFileName() == null) {
      throw new TrainingException(folder + ": expected a folder of its own for the run");
    }
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new TrainingException(folder + ": expected a folder for the run, found a file");
    }
    RunPaths run = new RunPaths(folder);
    boolean isRun = Files.exists(run.runFile());
    if (isRun && !overwrite) {
      throw new TrainingException(
          "%s: is a run already; go on with it by %s, choose another folder, or replace it by %s",
          folder, TrainingSettings.RESUME, TrainingSettings.OVERWRITE);
    }
    if (isHalfExchanged(run) && !overwrite) {
      throw new TrainingException(
          "%s: a run in it was being replaced; put it back and go on with it by %s, or replace it by"
              + " %s",
          folder, TrainingSettings.RESUME, TrainingSettings.OVERWRITE);
    }
    boolean isHalf = Files.exists(RunLock.preparing(run)) && overwrite;
    if (!isRun && !isHalf && !isUnused(run)) {
      throw new TrainingException(
          folder + ": holds files that are not a run's; choose another folder");
    }
  }

  /** Refuses what a run reads while it trains, where that makes way for the run. */
  static void requireOutside(Path folder, Path read) {
    requireOutside(folder, folder, read);
  }

  private static void requireOutside(Path folder, Path part, Path read) {
    try {
      boolean isPipe = Files.exists(read) && !Files.isRegularFile(read) && !Files.isDirectory(read);
      if (!isPipe && Files.exists(part) && read.toRealPath().startsWith(part.toRealPath())) {
        throw new TrainingException(
            read + ": would be replaced by the run in " + folder + "; choose another folder");
      }
    } catch (IOException e) {
      throw new TrainingException(read + ": cannot be read: " + e, e);
    }
  }

  /** A folder to prepare a run in. */
  static RunPaths filled(Scratch scratch) throws IOException {
    return new RunPaths(Files.createDirectories(scratch.path().resolve(NEW)));
  }

  /**
   * Moves a prepared run to its place, where an older run makes way for it. What is not a run's
   * stays. The run's file goes first and comes last, so that half a run is none.
   */
  static void moveIn(Scratch scratch, RunPaths run) throws IOException {
    RunPaths filled = filled(scratch);
    Path old = Files.createDirectories(scratch.path().resolve(OLD));
    List<Path> coming =
        names(filled).reversed().stream()
            .map(name -> filled.root().relativize(name))
            .filter(name -> Files.exists(filled.root().resolve(name)))
            .toList();
    Folders.exchange(run.root(), leaving(run), old, filled.root(), coming);
  }

  /** Whether a replacement of a run has ended in its midst. */
  static boolean isHalfExchanged(RunPaths run) {
    return Folders.isHalfExchanged(run.root(), leaving(run), old(run));
  }

  /** Puts a run back that such a replacement has left aside; whether there was one. */
  static boolean putBack(RunPaths run) throws IOException {
    boolean isHalf = isHalfExchanged(run);
    if (isHalf) {
      Folders.putBack(run.root(), leaving(run), old(run));
    }
    return isHalf;
  }

  private static Path old(RunPaths run) {
    return RunLock.preparing(run).resolve(OLD);
  }

  private static List<Path> leaving(RunPaths run) {
    return names(run).stream().map(name -> run.root().relativize(name)).toList();
  }

  /** Refuses what is read where a run in the folder makes way with it. */
  static void requireOutsideOfRun(Path folder, Path read) {
    for (Path name : names(new RunPaths(folder))) {
      requireOutside(folder, name, read);
    }
  }

  /** Everything that a run writes in its folder. */
  private static List<Path> names(RunPaths run) {
    return List.of(
        run.runFile(),
        run.text(),
        run.metrics(),
        run.samples(),
        run.report(),
        run.tensorBoard(),
        run.corpus(),
        run.trace(),
        run.checkpointFolder(),
        run.root().resolve(ConfigFile.NAME),
        run.root().resolve(ConfigFile.GENERATION_NAME),
        run.root().resolve(WeightFiles.NAME),
        run.root().resolve(Tokenizers.FILE_NAME),
        run.root().resolve(Tokenizers.CONFIG_NAME));
  }

  /** Whether there is nothing but what a preparation begins with. */
  private static boolean isUnused(RunPaths run) {
    try (Stream<Path> children = Files.list(run.root());
        Stream<Path> own = Files.isDirectory(run.own()) ? Files.list(run.own()) : Stream.empty()) {
      return children.allMatch(run.own()::equals)
          && own.allMatch(
              path -> path.endsWith(RunLock.NAME) || path.equals(RunLock.preparing(run)));
    } catch (IOException e) {
      throw new TrainingException(run.root() + ": cannot be read: " + e, e);
    }
  }
}
