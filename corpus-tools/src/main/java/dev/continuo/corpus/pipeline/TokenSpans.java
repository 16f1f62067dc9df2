package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.document.Utf8;
import dev.continuo.corpus.span.MaskedEnding;
import dev.continuo.tokenizer.shard.Span;
import java.util.ArrayList;
import java.util.List;

/** Carries spans from a text's characters to its tokens. */
final class TokenSpans {

  private final int[] tokenByteLengths;

  /**
   * @param tokenByteLengths the UTF-8 bytes that each id of the vocabulary stands for
   */
  TokenSpans(int[] tokenByteLengths) {
    this.tokenByteLengths = tokenByteLengths;
  }

  /**
   * The spans in token positions. A boundary inside a token comes before it, so that nothing of an
   * ending is visible. Spans that no longer have both parts are left out; so are all of a text
   * whose tokens do not stand for its bytes one by one, as with characters outside the vocabulary.
   *
   * <p>Example: in {@code "to be"} with tokens {@code "to"}, {@code " be"}, the offsets (0, 2, 5)
   * become the positions (0, 1, 2).
   *
   * @param endings in order, not overlapping
   */
  List<Span> of(String text, int[] tokens, List<MaskedEnding> endings) {
    Position position = new Position(text, tokens, tokenByteLengths);
    List<Span> spans = new ArrayList<>();
    for (MaskedEnding ending : endings) {
      int start = position.of(ending.start());
      int cut = position.of(ending.cut());
      int end = position.of(ending.end());
      if (start < cut && cut < end) {
        spans.add(new Span(start, cut, end));
      }
    }
    position.of(text.length());
    return position.isAtEnd() ? spans : List.of();
  }

  /** Walks text and tokens side by side. */
  private static final class Position {

    private final String text;
    private final int[] tokens;
    private final int[] tokenByteLengths;
    private int offset;
    private long textBytes;
    private int token;
    private long tokenBytes;

    Position(String text, int[] tokens, int[] tokenByteLengths) {
      this.text = text;
      this.tokens = tokens;
      this.tokenByteLengths = tokenByteLengths;
    }

    /** The token that holds the character at an offset, which is not before the last one asked. */
    int of(int newOffset) {
      textBytes += Utf8.bytes(text, offset, newOffset);
      offset = newOffset;
      while (token < tokens.length && tokenBytes + tokenByteLengths[tokens[token]] <= textBytes) {
        tokenBytes += tokenByteLengths[tokens[token]];
        token++;
      }
      return token;
    }

    boolean isAtEnd() {
      return token == tokens.length && tokenBytes == textBytes;
    }
  }
}
