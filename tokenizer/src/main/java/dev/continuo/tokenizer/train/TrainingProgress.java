package dev.continuo.tokenizer.train;

/** Hears how a training goes on, often, on the thread that trains. */
public interface TrainingProgress {

  /** Hears nothing. */
  TrainingProgress NONE = new TrainingProgress() {};

  /** So many documents with so many chars have been read. */
  default void read(long documents, long chars) {}

  /** So many words have been put together from temporary files, in the step that runs. */
  default void joined(long words) {}

  /** So many of the wanted merges have been made. */
  default void merged(int merges, int wanted) {}

  /** Whether to give up, which ends the training in a TokenizerException. */
  default boolean cancelled() {
    return false;
  }
}
