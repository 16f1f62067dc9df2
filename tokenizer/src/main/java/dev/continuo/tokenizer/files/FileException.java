package dev.continuo.tokenizer.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file or folder that could not be written; what was there before is untouched. */
public final class FileException extends UncheckedIOException {

  private static final long serialVersionUID = 1;

  /** A failure to write a path. */
  public FileException(Path path, IOException cause) {
    super(
        path
            + ": cannot be written ("
            + reason(cause)
            + "); choose a writable folder with free space",
        cause);
  }

  /** Why a file system refused, in words. */
  public static String reason(IOException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> "no permission at " + denied.getFile();
      case NoSuchFileException missing -> "there is no " + missing.getFile();
      case FileSystemException other when other.getReason() != null ->
          other.getFile() + ": " + other.getReason();
      default -> String.valueOf(failure);
    };
  }
}
