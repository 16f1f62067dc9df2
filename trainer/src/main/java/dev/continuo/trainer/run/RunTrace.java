package dev.continuo.trainer.run;

import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.trace.TraceException;
import dev.continuo.corpus.trace.TraceFile;
import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.corpus.trace.TraceIndexer;
import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The index of a run's training text, which finds where a text stands in it. */
public final class RunTrace {

  private RunTrace() {}

  /** Whether a folder is a run with an index. */
  public static boolean isThere(Path folder) {
    RunPaths run = new RunPaths(folder);
    return Files.exists(run.runFile()) && TraceIndex.isThere(run.trace());
  }

  /**
   * Opens the index of a run.
   *
   * @throws TraceException where it is missing, damaged, of another version or of another text
   * @throws TrainingException where there is no run, or its corpus is gone
   */
  public static TraceIndex open(Path folder) {
    RunPaths run = new RunPaths(folder);
    return TraceIndex.open(run.trace(), corpus(run, read(run)));
  }

  /**
   * Makes the index of a run that has none, or makes it anew.
   *
   * @throws TraceException where it cannot be written
   * @throws TrainingException where there is no run, its corpus is gone, or a process trains it
   */
  public static TraceFile index(Path folder, RunListener listener) {
    RunPaths run = new RunPaths(folder);
    read(run);
    try (RunLock _ = RunLock.of(run)) {
      RunFile file = read(run);
      TraceFile index = written(run, corpus(run, file), listener);
      file.with(cost(index)).write(run.runFile());
      return index;
    }
  }

  /** Makes the index of a run that is prepared. */
  static RunFile.Index write(RunPaths run, CorpusFolder corpus, RunListener listener) {
    return cost(written(run, corpus, listener));
  }

  private static TraceFile written(RunPaths run, CorpusFolder corpus, RunListener listener) {
    TraceFile index;
    try {
      index = new TraceIndexer(corpus).write(run.trace(), listener.corpus());
    } finally {
      listener.over();
    }
    listener.indexed(index);
    return index;
  }

  private static RunFile.Index cost(TraceFile index) {
    return new RunFile.Index(index.bytes(), index.seconds());
  }

  private static RunFile read(RunPaths run) {
    if (!Files.exists(run.runFile())) {
      throw new TrainingException(
          run.root()
              + ": expected a run folder, found no "
              + run.runFile().getFileName()
              + " in it; only runs that continuo trained can be traced");
    }
    return RunFile.read(run.runFile());
  }

  /** The corpus that a run trains on, wherever it lies. */
  static CorpusFolder corpus(RunPaths run, RunFile file) {
    String folder = file.corpus().folder();
    CorpusFolder corpus = new CorpusFolder(folder == null ? run.corpus() : Path.of(folder));
    if (!Files.exists(corpus.trainingShard())) {
      throw new TrainingException(
          "%s: expected the training text of %s, found none; put the corpus back to this place"
              .formatted(corpus.trainingShard(), run.root()));
    }
    return corpus;
  }
}
