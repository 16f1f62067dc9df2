package dev.continuo.corpus.read;

import dev.continuo.corpus.document.Document;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The documents of one file. */
interface SourceReader extends Closeable {

  /**
   * The next document, or null at the end. Documents that cannot be read are reported and passed
   * over.
   *
   * @throws IOException if the rest of the file cannot be read
   */
  @Nullable Document next() throws IOException;
}
