package dev.continuo.corpus.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Reads a whole file at once, up to the longest document allowed. */
final class AllBytes {

  private AllBytes() {}

  /** All bytes. */
  static byte[] read(InputStream in, ReadOptions options) throws IOException {
    int maximum = options.maximumDocumentBytes();
    byte[] bytes = in.readNBytes(maximum);
    if (bytes.length == maximum && in.read() >= 0) {
      throw new ReadException(
          "too-long",
          String.format(
              Locale.ROOT,
              "expected at most %d bytes, found more; raise the limit of a document",
              maximum));
    }
    return bytes;
  }
}
