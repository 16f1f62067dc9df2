package dev.continuo.corpus.document;

import dev.continuo.corpus.hash.Digest;
import java.util.HashMap;
import java.util.Map;

/**
 * One text of a corpus, such as an article, a chapter or a poem. What is before or after it in its
 * file plays no part.
 *
 * @param id where it comes from: the file, and its number there, counted from 1
 * @param text its text
 * @param metadata what else is known of it, such as its {@link #LANGUAGE}; readers and steps add to
 *     it, and outputs can write it
 */
public record Document(String id, String text, Map<String, String> metadata) {

  /** The key of a document's language, whose value is an ISO 639-1 code such as {@code en}. */
  public static final String LANGUAGE = "language";

  private static final int LONGEST_LANGUAGE = 8;

  public Document {
    metadata = Map.copyOf(metadata);
    String language = metadata.get(LANGUAGE);
    if (language != null && !isLanguage(language)) {
      throw new IllegalArgumentException(
          "language must be a code of at most %s ASCII letters, digits and hyphens, such as en: %s"
              .formatted(LONGEST_LANGUAGE, language));
    }
  }

  /** A document without metadata. */
  public Document(String id, String text) {
    this(id, text, Map.of());
  }

  private static boolean isLanguage(String code) {
    return code.length() <= LONGEST_LANGUAGE
        && code.chars().allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || c == '-'));
  }

  /** The document with another text. */
  public Document withText(String newText) {
    return new Document(id, newText, metadata);
  }

  /** The document with one more entry of metadata. */
  public Document with(String key, String value) {
    if (metadata.isEmpty()) {
      return new Document(id, text, Map.of(key, value));
    }
    Map<String, String> more = new HashMap<>(metadata);
    more.put(key, value);
    return new Document(id, text, more);
  }

  /** The document with its language identified. */
  public Document withLanguage(String code) {
    return with(LANGUAGE, code);
  }

  /** Its language as an ISO 639-1 code; empty where it was not identified. */
  public String language() {
    return metadata.getOrDefault(LANGUAGE, "");
  }

  /** The first 64 bits of the SHA-256 of the text: equal for equal texts, whatever their origin. */
  public long hash() {
    return Digest.of(text).high();
  }
}
