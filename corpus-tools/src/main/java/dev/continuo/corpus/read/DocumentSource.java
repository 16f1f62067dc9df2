package dev.continuo.corpus.read;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;

/** The documents of one file. */
public interface DocumentSource extends Closeable {

  /**
   * Reads on to the next document, or past one that cannot be read, or to the end. So a file may
   * hold any number of those, and none waits in memory for a good one.
   *
   * @return what {@link SourceFile} makes of it
   * @throws IOException if the rest of the file cannot be read
   */
  ReadResult next() throws IOException;

  @Override
  default void close() throws IOException {}

  /** Texts as documents. */
  static DocumentSource of(SourceFile file, Iterator<String> texts) {
    return () -> texts.hasNext() ? file.document(texts.next()) : ReadResult.ENDED;
  }
}
