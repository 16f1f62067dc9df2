package dev.continuo.tokenizer.unicode;

/**
 * Decodes UTF-8 that comes byte by byte. Each longest beginning of a character that does not go on
 * as one becomes one U+FFFD, as the Unicode standard recommends (3.9, table 3-8) and the
 * HuggingFace library does; the JDK counts encoded surrogates differently. Not thread-safe.
 */
public final class Utf8Decoder {

  private static final char BROKEN = '\uFFFD';

  private final StringBuilder text = new StringBuilder();
  private int character;
  private int missing;
  private int lowest = 0x80;
  private int highest = 0xBF;

  /** Takes more bytes. */
  public void accept(byte[] bytes) {
    for (byte value : bytes) {
      accept(value & 0xFF);
    }
  }

  /** The characters that are complete since the last call. */
  public String take() {
    String taken = text.toString();
    text.setLength(0);
    return taken;
  }

  /** Ends the text: an unfinished character is broken. */
  public String finish() {
    if (missing > 0) {
      text.append(BROKEN);
      missing = 0;
      expectAnyTrail();
    }
    return take();
  }

  private void accept(int value) {
    if (missing == 0) {
      start(value);
    } else if (value < lowest || value > highest) {
      text.append(BROKEN);
      missing = 0;
      expectAnyTrail();
      start(value);
    } else {
      expectAnyTrail();
      character = character << 6 | (value & 0x3F);
      missing--;
      if (missing == 0) {
        text.appendCodePoint(character);
      }
    }
  }

  private void start(int value) {
    if (value < 0x80) {
      text.append((char) value);
    } else if (value >= 0xC2 && value <= 0xDF) {
      begin(value & 0x1F, 1);
    } else if (value >= 0xE0 && value <= 0xEF) {
      begin(value & 0x0F, 2);
      lowest = value == 0xE0 ? 0xA0 : 0x80;
      highest = value == 0xED ? 0x9F : 0xBF;
    } else if (value >= 0xF0 && value <= 0xF4) {
      begin(value & 0x07, 3);
      lowest = value == 0xF0 ? 0x90 : 0x80;
      highest = value == 0xF4 ? 0x8F : 0xBF;
    } else {
      text.append(BROKEN);
    }
  }

  private void begin(int bits, int trails) {
    character = bits;
    missing = trails;
  }

  private void expectAnyTrail() {
    lowest = 0x80;
    highest = 0xBF;
  }
}
