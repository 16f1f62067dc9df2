package dev.continuo.corpus.document;

/** What a step decides about a document. */
public sealed interface StepResult {

  /** The document is kept, as the step has changed it. */
  record Keep(Document document) implements StepResult {}

  /** The document is dropped. */
  record Drop(DropReason reason) implements StepResult {

    /** For a reason of this name. */
    public Drop(String reason) {
      this(new DropReason(reason));
    }
  }

  /** The document is kept. */
  static StepResult keep(Document document) {
    return new Keep(document);
  }

  /** The document is dropped, for a reason of this name. */
  static StepResult drop(String reason) {
    return new Drop(reason);
  }
}
