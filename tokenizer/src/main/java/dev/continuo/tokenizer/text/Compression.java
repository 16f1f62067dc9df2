package dev.continuo.tokenizer.text;

import java.nio.charset.StandardCharsets;

/** How much text a token stands for, on average. */
public final class Compression {

  private long bytes;
  private long characters;
  private long tokens;

  /** Encodes a text and counts it. */
  public void add(Tokenizer tokenizer, String text) {
    add(text, tokenizer.encode(text));
  }

  /** Counts a text that has been encoded. */
  public void add(String text, int[] ids) {
    bytes += text.getBytes(StandardCharsets.UTF_8).length;
    characters += text.codePointCount(0, text.length());
    tokens += ids.length;
  }

  /** Bytes of UTF-8. */
  public long bytes() {
    return bytes;
  }

  /** Unicode code points. */
  public long characters() {
    return characters;
  }

  public long tokens() {
    return tokens;
  }

  /** 0 where nothing was counted. */
  public double bytesPerToken() {
    return tokens == 0 ? 0 : (double) bytes / tokens;
  }
}
