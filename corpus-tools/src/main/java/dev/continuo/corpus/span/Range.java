package dev.continuo.corpus.span;

import dev.continuo.tokenizer.unicode.Utf8;

/** The characters {@code [start, end)} of a text. */
record Range(int start, int end) {

  boolean isEmpty() {
    return start >= end;
  }

  /** The range without the white space at its ends. */
  Range strip(CharSequence text) {
    int newStart = start;
    int newEnd = end;
    while (newStart < newEnd && isSpace(text.charAt(newStart))) {
      newStart++;
    }
    while (newEnd > newStart && isSpace(text.charAt(newEnd - 1))) {
      newEnd--;
    }
    return new Range(newStart, newEnd);
  }

  private static boolean isSpace(char character) {
    return Character.isWhitespace(character) || Character.isSpaceChar(character);
  }

  /** The bytes of the range in UTF-8. */
  int utf8Bytes(CharSequence text) {
    return Utf8.bytes(text, start, end);
  }
}
