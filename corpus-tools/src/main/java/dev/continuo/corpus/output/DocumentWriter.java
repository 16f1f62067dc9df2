package dev.continuo.corpus.output;

import dev.continuo.corpus.document.Document;
import java.io.Closeable;
import java.io.IOException;

/** Writes documents to one file, in the order of the corpus. Used by one thread. */
public interface DocumentWriter extends Closeable {

  /**
   * Writes the next document.
   *
   * @param validation whether it is held out
   */
  void write(Document document, boolean validation) throws IOException;

  /** Writes what comes after the last document, and all that waits in buffers. */
  @Override
  void close() throws IOException;
}
