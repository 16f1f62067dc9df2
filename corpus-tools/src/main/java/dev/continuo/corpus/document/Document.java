package dev.continuo.corpus.document;

/**
 * A piece of text that stands for itself: nothing outside it is needed to continue it.
 *
 * @param id where it comes from: the file, and its number there, counted from 1
 * @param text its text
 * @param language its language as an ISO 639-1 code; empty where nobody asked for it
 */
public record Document(String id, String text, String language) {

  /** A document whose language nobody has asked for. */
  public Document(String id, String text) {
    this(id, text, "");
  }

  /** The document with another text. */
  public Document withText(String newText) {
    return new Document(id, newText, language);
  }

  /** The document with its language identified. */
  public Document withLanguage(String code) {
    return new Document(id, text, code);
  }

  /** The first 64 bits of the SHA-256 of the text: equal for equal texts, whatever their origin. */
  public long hash() {
    return Digest.of(text).high();
  }
}
