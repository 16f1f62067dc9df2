package dev.continuo.trainer.run;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.trace.TraceException;
import dev.continuo.corpus.trace.TraceFile;
import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.corpus.trace.TraceIndexer;
import dev.continuo.corpus.trace.VerbatimShare;
import dev.continuo.tokenizer.shard.ShardException;
import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.progress.SampleFile;
import dev.continuo.trainer.progress.SampleFile.Sample;
import dev.continuo.trainer.progress.VerbatimTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
   * The index of a run, where it has one that can be used.
   *
   * @param warning hears why one that is there cannot
   */
  public static @Nullable TraceIndex find(Path folder, Consumer<String> warning) {
    try {
      return isThere(folder) ? open(folder) : null;
    } catch (TraceException | TrainingException | ShardException | CorpusException e) {
      warning.accept(String.valueOf(e.getMessage()));
      return null;
    }
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
      compareSamples(run, corpus(run, file));
      file.with(cost(index)).write(run.runFile());
      return index;
    }
  }

  private static void compareSamples(RunPaths run, CorpusFolder corpus) {
    if (!Files.exists(run.samples())) {
      return;
    }
    try (TraceIndex index = TraceIndex.open(run.trace(), corpus)) {
      List<Sample> compared = new ArrayList<>();
      for (Sample sample : SampleFile.read(run.samples())) {
        VerbatimTokens verbatim = verbatim(index, sample.continuation());
        compared.add(new Sample(sample.step(), sample.prompt(), sample.continuation(), verbatim));
      }
      SampleFile.write(run.samples(), compared);
    }
  }

  /** How much of a text stands in the training text. */
  static VerbatimTokens verbatim(TraceIndex index, String text) {
    VerbatimShare share = index.share(text);
    return new VerbatimTokens(share.tokens(), share.of8(), share.of16(), share.of32());
  }

  /** The index of a run, where it has one that can be used; a run goes on without. */
  static @Nullable TraceIndex find(RunPaths run, CorpusFolder corpus, RunListener listener) {
    if (!TraceIndex.isThere(run.trace())) {
      return null;
    }
    try {
      return TraceIndex.open(run.trace(), corpus);
    } catch (TraceException | CorpusException e) {
      listener.warn(String.valueOf(e.getMessage()));
      return null;
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
