package dev.continuo.corpus.document;

/** What a stage decides about a document. */
public sealed interface Verdict {

  /** The document goes on, as the stage leaves it. */
  record Keep(Document document) implements Verdict {}

  /**
   * The document goes no further.
   *
   * @param reason a short name, under which the report counts it
   */
  record Drop(String reason) implements Verdict {}
}
