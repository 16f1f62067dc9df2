package dev.continuo.corpus.read;

import java.io.Closeable;
import java.io.IOException;

/** The documents of one file. */
interface SourceReader extends Closeable {

  /**
   * Reads on to the next document, or past one that cannot be read, which is reported. So a file
   * may hold any number of those, and none waits in memory for a good one.
   *
   * @throws IOException if the rest of the file cannot be read
   */
  Reading next() throws IOException;
}
