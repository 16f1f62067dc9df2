package dev.continuo.tokenizer.pretokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The printable stand-ins that byte-level vocabularies use for the 256 bytes, as GPT-2 introduced
 * them: visible Latin-1 characters stand for themselves, the others for U+0100 onwards in order.
 * The space, for one, is written {@code Ġ}.
 */
public final class ByteAlphabet {

  private static final char[] CHARACTERS = characters();
  private static final int[] BYTES = bytes();

  private ByteAlphabet() {}

  /** The character that stands for a byte in {@code [0, 256)}. */
  public static char character(int value) {
    return CHARACTERS[value];
  }

  /** The bytes as a token's text. */
  public static String text(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length);
    for (byte value : bytes) {
      text.append(CHARACTERS[value & 0xFF]);
    }
    return text.toString();
  }

  /**
   * The bytes that a token's text stands for; a text with a character outside the alphabet stands
   * for its own UTF-8.
   */
  public static byte[] bytes(String token) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(token.length());
    for (int i = 0; i < token.length(); i++) {
      char character = token.charAt(i);
      if (character >= BYTES.length || BYTES[character] < 0) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      bytes.write(BYTES[character]);
    }
    return bytes.toByteArray();
  }

  private static char[] characters() {
    char[] characters = new char[256];
    char next = 256;
    for (int value = 0; value < characters.length; value++) {
      boolean visible =
          (value > ' ' && value <= '~') || (value >= 0xA1 && value <= 0xFF && value != 0xAD);
      characters[value] = visible ? (char) value : next++;
    }
    return characters;
  }

  private static int[] bytes() {
    int[] bytes = new int[512];
    Arrays.fill(bytes, -1);
    for (int value = 0; value < CHARACTERS.length; value++) {
      bytes[CHARACTERS[value]] = value;
    }
    return bytes;
  }
}
