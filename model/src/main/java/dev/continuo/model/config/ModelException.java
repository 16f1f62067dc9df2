package dev.continuo.model.config;

import dev.continuo.tokenizer.unicode.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * A model's files cannot be read, or its parts do not fit. The message is one line: the file, the
 * place in it, what was expected, what was found and what to do next.
 */
public class ModelException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    this(message, null);
  }

  public ModelException(String message, @Nullable Throwable cause) {
    super(OneLine.of(message), cause);
  }
}
