package dev.continuo.corpus.read;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;

/** The documents of one file. */
public interface DocumentSource extends Closeable {

  /**
   * Reads to the next document, or past one that cannot be read, or to the end of the file.
   * Problems are returned one at a time, so any number of them takes no memory.
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
