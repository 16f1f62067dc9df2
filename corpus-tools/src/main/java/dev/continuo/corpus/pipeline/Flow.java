package dev.continuo.corpus.pipeline;

/**
 * What goes into a stage and comes out of it.
 *
 * @param bytesIn the UTF-8 bytes of the documents' texts; for reading, the bytes of the files
 */
public record Flow(long documentsIn, long bytesIn, long documentsOut, long bytesOut) {

  static final Flow NONE = new Flow(0, 0, 0, 0);

  Flow plus(Flow other) {
    return new Flow(
        documentsIn + other.documentsIn,
        bytesIn + other.bytesIn,
        documentsOut + other.documentsOut,
        bytesOut + other.bytesOut);
  }
}
