package dev.continuo.tokenizer.files;

/** Something that must not be written to, as long as it is what it is. Its message says why. */
public final class OutputException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** A refusal in words for the user. */
  public OutputException(String message) {
    super(message);
  }
}
