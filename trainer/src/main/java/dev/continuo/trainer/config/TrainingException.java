package dev.continuo.trainer.config;

import org.jspecify.annotations.Nullable;

/**
 * A run cannot start, go on or be read. The message is one line: the file or option, what was
 * expected, what was found and what to do next.
 */
public class TrainingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TrainingException(String message) {
    super(message);
  }

  public TrainingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
