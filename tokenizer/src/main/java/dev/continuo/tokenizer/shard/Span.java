package dev.continuo.tokenizer.shard;

/**
 * A span of tokens with a masked ending: {@code [start, cut)} is visible, {@code [cut, end)} is the
 * ending. Positions are tokens, counted from the document's first in {@link ShardWriter} and from
 * the shard's first in {@link Shard}.
 */
public record Span(long start, long cut, long end) {

  public Span {
    if (start < 0 || start >= cut || cut >= end || end - start > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "span positions must satisfy 0 <= start < cut < end and span less than 2^31 tokens: "
              + start
              + ", "
              + cut
              + ", "
              + end);
    }
  }

  /** The same span, moved by so many tokens. */
  public Span movedBy(int tokens) {
    return tokens == 0 ? this : new Span(start + tokens, cut + tokens, end + tokens);
  }
}
