package dev.continuo.corpus.document;

import org.jspecify.annotations.Nullable;

/**
 * A corpus cannot be read, split or written. The message is one line: the file, the place in it,
 * what was expected, what was found and what to do next.
 */
public final class CorpusException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CorpusException(String message) {
    super(message);
  }

  public CorpusException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
