package dev.continuo.corpus.read;

import java.nio.file.Path;

/**
 * A file to read documents from.
 *
 * @param name what ids and messages call it
 * @param path where its bytes are
 */
public record Source(String name, Path path) {

  /** A file under its own name. */
  public static Source of(Path path) {
    return new Source(path.toString(), path);
  }
}
