package dev.continuo.trainer.run;

import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.trace.TraceFile;
import dev.continuo.corpus.work.Progress;
import dev.continuo.tokenizer.train.TrainingProgress;

/** Hears everything about a run but its steps; all methods are optional. */
public interface RunListener {

  /** Hears nothing. */
  RunListener NONE = new RunListener() {};

  /** Hears a line for people, which begins with what it is about. */
  default void note(String line) {}

  /** Hears what the run will take, before its first step. */
  default void forecast(Forecast forecast) {}

  /** Hears of something that should be looked at. */
  default void warn(String line) {}

  /** Hears how the text is read and cleaned, until {@link #over}. */
  default Progress corpus() {
    return (phase, done, all) -> {};
  }

  /** Hears how the vocabulary is learned, until {@link #over}. */
  default TrainingProgress vocabulary() {
    return TrainingProgress.NONE;
  }

  /** Hears that the piece of work that began last, of those that still go on, is over. */
  default void over() {}

  /** Hears that the training text is indexed. */
  default void indexed(TraceFile index) {}

  /** Hears what became of the text. */
  default void corpus(CorpusReport report) {}
}
