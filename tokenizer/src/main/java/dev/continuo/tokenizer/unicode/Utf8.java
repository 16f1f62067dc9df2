package dev.continuo.tokenizer.unicode;

/** The size of text in UTF-8, without encoding it. */
public final class Utf8 {

  private Utf8() {}

  /** The bytes of the characters {@code [start, end)} of a text without unpaired surrogates. */
  public static int bytes(CharSequence text, int start, int end) {
    int bytes = 0;
    for (int i = start; i < end; i++) {
      char character = text.charAt(i);
      // Each half of a surrogate pair stands for two of its four bytes.
      bytes += character < 0x80 ? 1 : character < 0x800 || Character.isSurrogate(character) ? 2 : 3;
    }
    return bytes;
  }
}
