package dev.continuo.corpus.read;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of UTF-8 that grow into a document. */
final class Utf8Bytes {

  private final int maximum;
  private byte[] bytes = new byte[1 << 12];
  private int length;
  private boolean overflowed;
  private int countedBytes;
  private int countedCharacters;

  Utf8Bytes(int maximum) {
    this.maximum = maximum;
  }

  boolean isEmpty() {
    return length == 0;
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Whether more than the maximum came, of which nothing is kept. */
  boolean overflowed() {
    return overflowed;
  }

  void append(byte[] source, int start, int end) {
    if (makeRoom(end - start)) {
      System.arraycopy(source, start, bytes, length, end - start);
      length += end - start;
    }
  }

  void append(byte value, int count) {
    if (makeRoom(count)) {
      Arrays.fill(bytes, length, length + count, value);
      length += count;
    }
  }

  private boolean makeRoom(int count) {
    if (overflowed || count > maximum - length) {
      overflowed = true;
      return false;
    }
    if (length + count > bytes.length) {
      int doubled = (int) Math.min(2L * bytes.length, maximum);
      bytes = Arrays.copyOf(bytes, Math.max(doubled, length + count));
    }
    return true;
  }

  boolean hasZero() {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == 0) {
        return true;
      }
    }
    return false;
  }

  void clear() {
    length = 0;
    overflowed = false;
    countedBytes = 0;
    countedCharacters = 0;
  }

  /** Whether there are at least so many characters. Each byte is looked at once. */
  boolean hasCharacters(int characters) {
    if (length < characters) {
      return false;
    }
    countedCharacters += characters(bytes, countedBytes, length);
    countedBytes = length;
    return countedCharacters >= characters;
  }

  /** The {@code char}s that valid UTF-8 decodes to. */
  static int characters(byte[] bytes, int start, int end) {
    int characters = 0;
    for (int i = start; i < end; i++) {
      characters += (bytes[i] & 0xC0) == 0x80 ? 0 : 1;
      characters += (bytes[i] & 0xF8) == 0xF0 ? 1 : 0;
    }
    return characters;
  }

  /** Whether there is nothing but white space, as {@link String#isBlank} says. */
  static boolean isBlank(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      byte next = bytes[i];
      if (next < 0) {
        // Of the characters above ASCII, only some that begin with E1, E2 or E3 are white space.
        return (next & 0xFF) >= 0xE1
            && (next & 0xFF) <= 0xE3
            && new String(bytes, i, end - i, StandardCharsets.UTF_8).isBlank();
      }
      if (!Character.isWhitespace(next)) {
        return false;
      }
    }
    return true;
  }
}
