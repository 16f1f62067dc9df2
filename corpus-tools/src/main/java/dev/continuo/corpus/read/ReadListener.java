package dev.continuo.corpus.read;

import dev.continuo.corpus.document.CorpusException;
import java.nio.charset.Charset;

/** Hears of what could not be read, and of what was guessed. */
@FunctionalInterface
public interface ReadListener {

  /** One document could not be read. */
  void lost(ReadProblem problem);

  /** One document had invalid bytes, which were replaced; it is not lost. */
  default void repaired(String documentId) {}

  /** A file's encoding was not stated, and its bytes show that it is another than UTF-8. */
  default void guessed(Charset encoding) {}

  /** Stops at the first problem with a {@link CorpusException}. */
  static ReadListener strict() {
    return problem -> {
      throw new CorpusException(problem.describe());
    };
  }
}
