package dev.continuo.tokenizer.unicode;

import java.util.Arrays;

/** Holds the UTF-8 of one word at a time. Not thread-safe. */
public final class Utf8Buffer {

  private byte[] bytes = new byte[256];

  /** The bytes of the last word, and older ones behind them. */
  public byte[] bytes() {
    return bytes;
  }

  /** Writes a word's UTF-8 and returns its length; an unpaired surrogate becomes U+FFFD. */
  public int encode(char[] chars, int start, int end) {
    if ((end - start) * 3L > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.multiplyExact(end - start, 4));
    }
    byte[] target = bytes;
    int size = 0;
    for (int i = start; i < end; i++) {
      char character = chars[i];
      if (character < 0x80) {
        target[size++] = (byte) character;
      } else if (character < 0x800) {
        target[size++] = (byte) (0xC0 | (character >> 6));
        target[size++] = trail(character);
      } else if (Character.isHighSurrogate(character)
          && i + 1 < end
          && Character.isLowSurrogate(chars[i + 1])) {
        int codePoint = Character.toCodePoint(character, chars[++i]);
        target[size++] = (byte) (0xF0 | (codePoint >> 18));
        target[size++] = trail(codePoint >> 12);
        target[size++] = trail(codePoint >> 6);
        target[size++] = trail(codePoint);
      } else {
        int unit = Character.isSurrogate(character) ? 0xFFFD : character;
        target[size++] = (byte) (0xE0 | (unit >> 12));
        target[size++] = trail(unit >> 6);
        target[size++] = trail(unit);
      }
    }
    return size;
  }

  private static byte trail(int bits) {
    return (byte) (0x80 | (bits & 0x3F));
  }
}
