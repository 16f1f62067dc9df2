package dev.continuo.cli.command.tokenizer;

import dev.continuo.tokenizer.text.Tokenizer;
import java.nio.charset.StandardCharsets;

/** How much text a token stands for, on average. */
final class Compression {

  private long bytes;
  private long characters;
  private long tokens;

  void add(Tokenizer tokenizer, String text) {
    add(text, tokenizer.encode(text));
  }

  /** Counts a text that has been encoded. */
  void add(String text, int[] ids) {
    bytes += text.getBytes(StandardCharsets.UTF_8).length;
    characters += text.codePointCount(0, text.length());
    tokens += ids.length;
  }

  long bytes() {
    return bytes;
  }

  long characters() {
    return characters;
  }

  long tokens() {
    return tokens;
  }

  double bytesPerToken() {
    return tokens == 0 ? 0 : (double) bytes / tokens;
  }
}
