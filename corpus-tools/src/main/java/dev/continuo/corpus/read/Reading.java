package dev.continuo.corpus.read;

import dev.continuo.corpus.document.Document;

/** What a {@link DocumentSource} finds when it reads on. */
public sealed interface Reading {

  /**
   * A document.
   *
   * @param repaired whether bytes that are no characters were replaced
   */
  record Found(Document document, boolean repaired) implements Reading {}

  /** A document that is lost. */
  record Lost(ReadProblem problem) implements Reading {}

  /** Not a document, such as a blank line. */
  record PassedOver() implements Reading {}

  /** The end of the file. */
  record Ended() implements Reading {}

  /** Not a document. */
  Reading PASSED_OVER = new PassedOver();

  /** The end of the file. */
  Reading ENDED = new Ended();
}
