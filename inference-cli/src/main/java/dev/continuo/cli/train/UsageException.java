package dev.continuo.cli.train;

/** Something that nobody can be asked for: wrong usage, in one line that names the options. */
public final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public UsageException(String message) {
    super(message);
  }
}
