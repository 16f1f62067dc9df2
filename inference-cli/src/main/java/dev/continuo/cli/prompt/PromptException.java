package dev.continuo.cli.prompt;

/** A command that cannot be carried out; the message is what the person is told. */
final class PromptException extends RuntimeException {

  private static final long serialVersionUID = 1;

  PromptException(String message) {
    super(message);
  }
}
