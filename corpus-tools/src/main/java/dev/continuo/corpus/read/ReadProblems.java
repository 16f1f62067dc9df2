package dev.continuo.corpus.read;

import dev.continuo.corpus.document.CorpusException;
import java.nio.charset.Charset;

/** Hears what could not be read, and what was guessed. */
@FunctionalInterface
public interface ReadProblems {

  /** One document is lost. */
  void add(ReadProblem problem);

  /** One document had bytes that are no characters, which were replaced; it is not lost. */
  default void repaired(String documentId) {}

  /** Nobody stated a file's encoding, and by its bytes it is another than UTF-8. */
  default void guessed(Charset encoding) {}

  /** Stops at the first problem with a {@link CorpusException}. */
  static ReadProblems strict() {
    return problem -> {
      throw new CorpusException(problem.describe());
    };
  }
}
