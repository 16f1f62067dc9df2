package dev.continuo.corpus.read;

import java.nio.file.Path;

/**
 * A file to read documents from.
 *
 * @param name its name in ids and messages
 * @param path where its bytes are
 */
public record Source(String name, Path path) {

  /** A file under its own name. */
  public static Source of(Path path) {
    return new Source(path.toString(), path);
  }
}
