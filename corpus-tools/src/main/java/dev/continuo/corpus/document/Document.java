package dev.continuo.corpus.document;

import dev.continuo.corpus.hash.Digest;

/**
 * A piece of text that stands for itself: nothing outside it is needed to continue it.
 *
 * @param id where it comes from: the file, and its number there, counted from 1
 * @param text its text
 * @param language its language as an ISO 639-1 code; empty where nobody asked for it
 * @param aroundBook whether it stands before the {@link EditionMark} that starts the book of its
 *     file, or after the one that ends it
 */
public record Document(String id, String text, String language, boolean aroundBook) {

  /** A document that is not outside the book's marks. */
  public Document(String id, String text, String language) {
    this(id, text, language, false);
  }

  /** A document whose language nobody has asked for. */
  public Document(String id, String text) {
    this(id, text, "");
  }

  /** The document with another text. */
  public Document withText(String newText) {
    return new Document(id, newText, language, aroundBook);
  }

  /** The document with its language identified. */
  public Document withLanguage(String code) {
    return new Document(id, text, code, aroundBook);
  }

  /** The first 64 bits of the SHA-256 of the text: equal for equal texts, whatever their origin. */
  public long hash() {
    return Digest.of(text).high();
  }
}
