package dev.continuo.cli.prompt.tree;

/** A tree that cannot be read or written. The message names the file and the place in it. */
public final class TreeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  TreeException(String message) {
    super(message);
  }

  TreeException(String message, Throwable cause) {
    super(message, cause);
  }
}
