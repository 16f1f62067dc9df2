package dev.continuo.model.config;

import org.jspecify.annotations.Nullable;

/**
 * A model's files cannot be read, or its parts do not fit. The message is one line: the file, the
 * place in it, what was expected, what was found and what to do next.
 */
public class ModelException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int MOST_CHARACTERS = 2000;

  public ModelException(String message) {
    this(message, null);
  }

  public ModelException(String message, @Nullable Throwable cause) {
    super(oneLine(message), cause);
  }

  /** Names come from files that are not trusted: they cannot break the line nor fill the screen. */
  private static String oneLine(String message) {
    String line = message.replaceAll("[\\p{Cntrl}\u0085\u2028\u2029]", "\uFFFD");
    return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…";
  }
}
