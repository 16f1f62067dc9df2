package dev.continuo.corpus.read;

import dev.continuo.corpus.document.CorpusException;

/** Hears what could not be read. */
@FunctionalInterface
public interface ReadProblems {

  /** One document is lost. */
  void add(ReadProblem problem);

  /** One document had bytes that are no characters, which were replaced; it is not lost. */
  default void repaired(String documentId) {}

  /** Stops at the first problem with a {@link CorpusException}. */
  static ReadProblems strict() {
    return problem -> {
      throw new CorpusException(problem.describe());
    };
  }
}
