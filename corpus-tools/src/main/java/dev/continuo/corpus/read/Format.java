package dev.continuo.corpus.read;

import java.io.IOException;
import java.util.List;

/**
 * A kind of file that documents are read from: one of the built-in ones, or one of yours, given to
 * {@link ReadOptions#withFormat} or named in {@code
 * META-INF/services/dev.continuo.corpus.read.Format}. Yours come before the built-in ones. Safe for
 * several threads; what it opens is used by one. Whatever it throws is counted as a problem with
 * the file, and the next file follows.
 */
public interface Format {

  /** A short name: lower-case letters, digits and hyphens. */
  String name();

  /**
   * Changes whenever the same bytes give other documents: an interrupted build goes on only with
   * formats of the same versions.
   */
  String version();

  /** The extensions of these files, in lower case and without the dot. */
  List<String> extensions();

  /** Whether the beginning of a file shows that it has this format, whatever its name is. */
  default boolean recognizes(FileStart start) {
    return false;
  }

  /** Opens a file, to read from its first document on. */
  DocumentSource open(SourceFile file) throws IOException;
}
