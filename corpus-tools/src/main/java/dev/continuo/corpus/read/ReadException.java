package dev.continuo.corpus.read;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rest of a file cannot be read: the reason and the message of a {@link ReadProblem}. */
public final class ReadException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * A reason and a message.
   *
   * @param reason a short name, under which the report counts the file
   */
  public ReadException(String reason, String message) {
    this(reason, message, null);
  }

  public ReadException(String reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }

  /** The reason and message for a failure to open or read a file. */
  static ReadException of(IOException failure) {
    return switch (failure) {
      case ReadException named -> named;
      case java.nio.file.NoSuchFileException e ->
          new ReadException("missing", "expected a file, found nothing there", e);
      case java.nio.file.AccessDeniedException e ->
          new ReadException("unreadable", "the file cannot be read; check its permissions", e);
      case java.nio.file.FileSystemException e ->
          new ReadException("unreadable", "the file cannot be read: " + e.getReason(), e);
      default ->
          new ReadException(
              "unreadable", "the file cannot be read: " + failure.getMessage(), failure);
    };
  }
}
