package dev.continuo.corpus.document;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A piece of text that stands for itself: nothing outside it is needed to continue it.
 *
 * @param id where it comes from: the file, and its number there, counted from 1
 * @param text its text
 */
public record Document(String id, String text) {

  /** The document with another text. */
  public Document withText(String newText) {
    return new Document(id, newText);
  }

  /** The first 64 bits of the SHA-256 of the text: equal for equal texts, whatever their origin. */
  public long hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      long hash = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        hash = (hash << Byte.SIZE) | Byte.toUnsignedLong(digest[i]);
      }
      return hash;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
