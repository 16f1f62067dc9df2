package dev.continuo.tokenizer.train;

/** Hears often of the progress of a training, on the thread that trains. */
public interface TrainingProgress {

  /** Ignores everything. */
  TrainingProgress NONE = new TrainingProgress() {};

  /** So many documents with so many chars have been read. */
  default void read(long documents, long chars) {}

  /** So many words have been merged from temporary files in this pass. */
  default void joined(long words) {}

  /** So many of the wanted merges have been made. */
  default void merged(int merges, int wanted) {}

  /** What was learned has been measured on text of so many tokens. */
  default void measured(long tokens) {}

  /** Whether the training is cancelled, which ends it with a TokenizerException. */
  default boolean cancelled() {
    return false;
  }
}
