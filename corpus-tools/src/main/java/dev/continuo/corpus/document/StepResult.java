package dev.continuo.corpus.document;

/** What a step decides about a document. */
public sealed interface StepResult {

  /** The document goes on, as the step leaves it. */
  record Keep(Document document) implements StepResult {}

  /**
   * The document goes no further.
   *
   * @param reason a short name, under which the report counts it
   */
  record Drop(String reason) implements StepResult {}
}
