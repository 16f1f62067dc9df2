package dev.continuo.tokenizer.json;

import org.jspecify.annotations.Nullable;

/**
 * A tokenizer cannot be read, trained or used. The message is one line: the file or option, what
 * was expected, what was found and what to do next.
 */
public final class TokenizerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int MOST_CHARACTERS = 2000;

  public TokenizerException(String message) {
    this(message, null);
  }

  public TokenizerException(String message, @Nullable Throwable cause) {
    super(oneLine(message), cause);
  }

  /**
   * Tokens come from files that are not trusted: they cannot break the line nor fill the screen.
   */
  private static String oneLine(String message) {
    String line = message.replaceAll("[\\p{Cntrl}\u0085\u2028\u2029]", "\uFFFD");
    return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…";
  }
}
