package dev.continuo.cli.terminal;

import java.io.IOException;

/** Results that could not be written to standard output. */
public final class ResultException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final boolean readerLeft;

  ResultException(boolean readerLeft, IOException cause) {
    super(
        "standard output: the results cannot be written ("
            + cause.getMessage()
            + "); free disk space or write elsewhere",
        cause);
    this.readerLeft = readerLeft;
  }

  /** Whether the reader closed the pipe, as {@code head} does after its last line. */
  public boolean readerLeft() {
    return readerLeft;
  }
}
