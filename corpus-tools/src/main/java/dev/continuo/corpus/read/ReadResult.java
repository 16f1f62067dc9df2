package dev.continuo.corpus.read;

import dev.continuo.corpus.document.Document;

/** What a {@link DocumentSource} has read. */
public sealed interface ReadResult {

  /**
   * A document.
   *
   * @param repaired whether invalid bytes were replaced
   */
  record Found(Document document, boolean repaired) implements ReadResult {}

  /** A document that could not be read. */
  record Lost(ReadProblem problem) implements ReadResult {}

  /** Something that is not a document, such as a blank line. */
  record Skipped() implements ReadResult {}

  /** The end of the file. */
  record Ended() implements ReadResult {}

  /** Not a document. */
  ReadResult SKIPPED = new Skipped();

  /** The end of the file. */
  ReadResult ENDED = new Ended();
}
