package dev.continuo.tokenizer.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A file or folder that could not be written; what was there before is untouched. */
public final class FileException extends UncheckedIOException {

  private static final long serialVersionUID = 1;

  /** A failure to write a path. */
  public FileException(Path path, IOException cause) {
    super(
        path + ": cannot be written (" + cause + "); choose a writable folder with free space",
        cause);
  }
}
