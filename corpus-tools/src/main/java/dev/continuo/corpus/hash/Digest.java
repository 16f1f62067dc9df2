package dev.continuo.corpus.hash;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
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
    MessageDigest sha = sha();
    sha.update(utf8);
    return of(sha);
  }

  /** The digest of a file's bytes. */
  public static Digest of(Path file) throws IOException {
    MessageDigest sha = sha();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return of(sha);
  }

  private static Digest of(MessageDigest sha) {
    ByteBuffer bytes = ByteBuffer.wrap(sha.digest());
    return new Digest(bytes.getLong(), bytes.getLong());
  }

  private static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public int compareTo(Digest other) {
    return ORDER.compare(this, other);
  }
}
