package dev.continuo.corpus.document;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;

/**
 * The first 128 bits of the SHA-256 of a text in UTF-8. Among n different texts some two share one
 * by chance with a probability of about n²/2^129: below 10^-18 for ten thousand million texts.
 */
public record Digest(long high, long low) implements Comparable<Digest> {

  private static final Comparator<Digest> ORDER =
      Comparator.comparing(Digest::high, Long::compareUnsigned)
          .thenComparing(Digest::low, Long::compareUnsigned);

  /** The digest of a text. */
  public static Digest of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The digest of a text's UTF-8 bytes. */
  public static Digest of(byte[] utf8) {
    try {
      ByteBuffer sha = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(utf8));
      return new Digest(sha.getLong(), sha.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public int compareTo(Digest other) {
    return ORDER.compare(this, other);
  }
}
