package dev.continuo.corpus.report;

/**
 * The documents and bytes that go into a step and come out of it.
 *
 * @param bytesIn the UTF-8 bytes of the documents' texts; for reading, the bytes of the files
 */
public record StepCounts(long documentsIn, long bytesIn, long documentsOut, long bytesOut) {

  public static final StepCounts NONE = new StepCounts(0, 0, 0, 0);

  public StepCounts plus(StepCounts other) {
    return new StepCounts(
        documentsIn + other.documentsIn,
        bytesIn + other.bytesIn,
        documentsOut + other.documentsOut,
        bytesOut + other.bytesOut);
  }
}
