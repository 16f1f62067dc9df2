package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.pretokenizer.WordScanner;
import dev.continuo.tokenizer.unicode.Utf8Buffer;

/** Cuts texts into words and counts their UTF-8. Not thread-safe. */
final class WordReader {

  private final WordScanner scanner;
  private WordCounts counts = new WordCounts();
  private final Utf8Buffer word = new Utf8Buffer();

  WordReader(WordScanner scanner) {
    this.scanner = scanner;
  }

  WordCounts counts() {
    return counts;
  }

  /** Hands over the counts and starts anew. */
  WordCounts take() {
    WordCounts taken = counts;
    counts = new WordCounts();
    return taken;
  }

  void read(String text) {
    char[] chars = text.toCharArray();
    int start = 0;
    while (start < chars.length) {
      int end = scanner.end(chars, start, chars.length);
      int size = word.encode(chars, start, end);
      counts.add(word.bytes(), 0, size, 1);
      start = end;
    }
  }
}
