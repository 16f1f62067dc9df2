package dev.continuo.corpus.dedup;

import dev.continuo.corpus.document.Digest;

/**
 * What is remembered of every document.
 *
 * @param bytes the UTF-8 bytes of its text
 */
public record Facts(Digest digest, long bytes) {

  /** The size of facts in a file. */
  public static final int BYTES = 3 * Long.BYTES;

  /** Whether this document stands for a cluster rather than another: the longer one does. */
  boolean isBefore(Facts other) {
    return bytes != other.bytes ? bytes > other.bytes : digest.compareTo(other.digest) < 0;
  }
}
