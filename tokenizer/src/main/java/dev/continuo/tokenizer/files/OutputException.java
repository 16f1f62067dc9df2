package dev.continuo.tokenizer.files;

/** An output path that must not be written to. Its message says why. */
public final class OutputException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** A refusal in words for the user. */
  public OutputException(String message) {
    super(message);
  }
}
