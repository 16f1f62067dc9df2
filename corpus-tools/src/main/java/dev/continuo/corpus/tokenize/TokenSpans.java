package dev.continuo.corpus.tokenize;

import dev.continuo.corpus.span.MaskedEnding;
import dev.continuo.tokenizer.shard.Span;
import dev.continuo.tokenizer.unicode.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Carries spans from a text's characters to its tokens. */
final class TokenSpans {

  private TokenSpans() {}

  /**
   * The spans in token positions. A boundary inside a token comes before it, so that nothing of an
   * ending is visible. Spans that no longer have both parts are left out; so are all of a text
   * whose tokens do not stand for its bytes one by one.
   *
   * <p>Example: in {@code "to be"} with tokens {@code "to"}, {@code " be"}, the offsets (0, 2, 5)
   * become the positions (0, 1, 2).
   *
   * @param tokenBytes the UTF-8 bytes of the text that each token stands for
   */
  static List<Span> of(String text, int[] tokenBytes, List<MaskedEnding> endings) {
    int[] offsets =
        endings.stream()
            .flatMapToInt(ending -> IntStream.of(ending.start(), ending.cut(), ending.end()))
            .sorted()
            .distinct()
            .toArray();
    Position position = new Position(text, tokenBytes);
    int[] positions = new int[offsets.length];
    for (int i = 0; i < offsets.length; i++) {
      positions[i] = position.of(offsets[i]);
    }
    position.of(text.length());
    if (!position.isAtEnd()) {
      return List.of();
    }
    List<Span> spans = new ArrayList<>();
    for (MaskedEnding ending : endings) {
      int start = positions[Arrays.binarySearch(offsets, ending.start())];
      int cut = positions[Arrays.binarySearch(offsets, ending.cut())];
      int end = positions[Arrays.binarySearch(offsets, ending.end())];
      if (start < cut && cut < end) {
        spans.add(new Span(start, cut, end));
      }
    }
    return spans;
  }

  /** Walks text and tokens side by side. */
  private static final class Position {

    private final String text;
    private final int[] tokenBytes;
    private int offset;
    private long textBytes;
    private int token;
    private long bytesBefore;

    Position(String text, int[] tokenBytes) {
      this.text = text;
      this.tokenBytes = tokenBytes;
    }

    /** The token that holds the character at an offset, which is not before the last one asked. */
    int of(int newOffset) {
      textBytes += Utf8.bytes(text, offset, newOffset);
      offset = newOffset;
      while (token < tokenBytes.length && bytesBefore + tokenBytes[token] <= textBytes) {
        bytesBefore += tokenBytes[token];
        token++;
      }
      return token;
    }

    boolean isAtEnd() {
      return token == tokenBytes.length && bytesBefore == textBytes;
    }
  }
}
