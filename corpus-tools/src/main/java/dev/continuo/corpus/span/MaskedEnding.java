package dev.continuo.corpus.span;

/**
 * A span of a text with a masked ending: {@code [start, cut)} is visible, {@code [cut, end)} is the
 * ending. Offsets are {@code char}s of the text.
 */
public record MaskedEnding(int start, int cut, int end) {

  public MaskedEnding {
    if (start < 0 || start >= cut || cut >= end) {
      throw new IllegalArgumentException(
          "offsets must satisfy 0 <= start < cut < end: " + start + ", " + cut + ", " + end);
    }
  }
}
