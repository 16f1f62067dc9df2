package dev.continuo.corpus.dedup;

import dev.continuo.corpus.hash.Digest;
import java.nio.ByteBuffer;

/**
 * What is remembered of every document.
 *
 * @param bytes the UTF-8 bytes of its text
 * @param language its language, in at most eight ASCII characters
 */
public record DocumentSummary(Digest digest, long bytes, String language) {

  /** The size of summaries in a file. */
  public static final int BYTES = 4 * Long.BYTES;

  private static final int CHARACTER = 0xFF;

  /** Whether this document represents a cluster rather than another: the longer one does. */
  boolean isBefore(DocumentSummary other) {
    return bytes != other.bytes ? bytes > other.bytes : digest.compareTo(other.digest) < 0;
  }

  /**
   * Writes the entry of a document in the file of summaries.
   *
   * @param end where the document's text ends among the bytes of all texts, one after the other
   */
  public void write(long end, ByteBuffer out) {
    long packed = 0;
    for (int i = 0; i < language.length(); i++) {
      packed = (packed << Byte.SIZE) | (language.charAt(i) & CHARACTER);
    }
    out.putLong(digest.high()).putLong(digest.low()).putLong(end).putLong(packed);
  }

  /** The language that was written. */
  static String language(long packed) {
    StringBuilder language = new StringBuilder();
    for (long rest = packed; rest != 0; rest >>>= Byte.SIZE) {
      language.insert(0, (char) (rest & CHARACTER));
    }
    return language.toString();
  }
}
