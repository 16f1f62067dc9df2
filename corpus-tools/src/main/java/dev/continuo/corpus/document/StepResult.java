package dev.continuo.corpus.document;

/** What a step answers about a document. */
public sealed interface StepResult {

  /** The document goes on, as the step leaves it. */
  record Keep(Document document) implements StepResult {}

  /** The document goes no further. */
  record Drop(DropReason reason) implements StepResult {

    /** For a reason of this name. */
    public Drop(String reason) {
      this(new DropReason(reason));
    }
  }

  /** The document goes on. */
  static StepResult keep(Document document) {
    return new Keep(document);
  }

  /** The document goes no further, for a reason of this name. */
  static StepResult drop(String reason) {
    return new Drop(reason);
  }
}
