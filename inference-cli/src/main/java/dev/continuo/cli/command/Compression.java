package dev.continuo.cli.command;

import dev.continuo.tokenizer.text.Tokenizer;
import java.nio.charset.StandardCharsets;

/** How much text a token stands for, on average. */
final class Compression {

  private long bytes;
  private long tokens;

  void add(Tokenizer tokenizer, String text) {
    bytes += text.getBytes(StandardCharsets.UTF_8).length;
    tokens += tokenizer.encode(text).length;
  }

  long bytes() {
    return bytes;
  }

  long tokens() {
    return tokens;
  }

  double bytesPerToken() {
    return tokens == 0 ? 0 : (double) bytes / tokens;
  }
}
