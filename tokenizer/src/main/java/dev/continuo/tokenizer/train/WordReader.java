package dev.continuo.tokenizer.train;

import java.util.Arrays;

/** Cuts texts into words and counts their UTF-8. Not thread-safe. */
final class WordReader {

  private final WordScanner scanner;
  private final WordCounts counts = new WordCounts();
  private byte[] word = new byte[256];

  WordReader(WordScanner scanner) {
    this.scanner = scanner;
  }

  WordCounts counts() {
    return counts;
  }

  void read(String text) {
    char[] chars = text.toCharArray();
    int start = 0;
    while (start < chars.length) {
      int end = scanner.end(chars, start, chars.length);
      int size = encode(chars, start, end);
      counts.add(word, 0, size, 1);
      start = end;
    }
  }

  /** Writes a word's UTF-8 into the buffer; an unpaired surrogate becomes U+FFFD. */
  private int encode(char[] chars, int start, int end) {
    if ((end - start) * 3L > word.length) {
      word = Arrays.copyOf(word, Math.multiplyExact(end - start, 4));
    }
    byte[] bytes = word;
    int size = 0;
    for (int i = start; i < end; i++) {
      char character = chars[i];
      if (character < 0x80) {
        bytes[size++] = (byte) character;
      } else if (character < 0x800) {
        bytes[size++] = (byte) (0xC0 | (character >> 6));
        bytes[size++] = trail(character);
      } else if (Character.isHighSurrogate(character)
          && i + 1 < end
          && Character.isLowSurrogate(chars[i + 1])) {
        int codePoint = Character.toCodePoint(character, chars[++i]);
        bytes[size++] = (byte) (0xF0 | (codePoint >> 18));
        bytes[size++] = trail(codePoint >> 12);
        bytes[size++] = trail(codePoint >> 6);
        bytes[size++] = trail(codePoint);
      } else {
        int unit = Character.isSurrogate(character) ? 0xFFFD : character;
        bytes[size++] = (byte) (0xE0 | (unit >> 12));
        bytes[size++] = trail(unit >> 6);
        bytes[size++] = trail(unit);
      }
    }
    return size;
  }

  private static byte trail(int bits) {
    return (byte) (0x80 | (bits & 0x3F));
  }
}
