package dev.continuo.tokenizer.json;

import dev.continuo.tokenizer.unicode.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer cannot be read, trained or used. The message is one line: the file or option, what
 * was expected, what was found and what to do next.
 */
public final class TokenizerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TokenizerException(String message) {
    this(message, null);
  }

  public TokenizerException(String message, @Nullable Throwable cause) {
    super(OneLine.of(message), cause);
  }
}
