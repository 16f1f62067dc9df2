package dev.continuo.corpus.trace;

import dev.continuo.tokenizer.text.TokenPiece;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.unicode.Utf8;
import java.util.Arrays;

/**
 * A text and where its tokens are in it. A character may be made of several tokens; within it there
 * is no place.
 */
final class TokenText {

  private static final int WITHIN = -1;

  private final String text;

  /** Where each token begins, in UTF-16 units, and the last one ends. */
  private final int[] places;

  private TokenText(String text, int[] places) {
    this.text = text;
    this.places = places;
  }

  /** The text that some tokens stand for. */
  static TokenText of(Tokenizer tokenizer, int[] ids) {
    int[] places = new int[ids.length + 1];
    Arrays.fill(places, WITHIN);
    StringBuilder text = new StringBuilder();
    int token = 0;
    for (TokenPiece piece : TokenPiece.pieces(tokenizer, ids)) {
      places[token] = text.length();
      text.append(piece.text());
      token += piece.ids().size();
    }
    places[ids.length] = text.length();
    return new TokenText(text.toString(), places);
  }

  /**
   * A text whose tokens stand for so many bytes of it each.
   *
   * @return null where they stand for another text
   */
  static @org.jspecify.annotations.Nullable TokenText of(String text, int[] tokenBytes) {
    int[] places = new int[tokenBytes.length + 1];
    int at = 0;
    long textBytes = 0;
    long bytes = 0;
    for (int token = 0; token <= tokenBytes.length; token++) {
      while (textBytes < bytes && at < text.length()) {
        int next = at + Character.charCount(text.codePointAt(at));
        textBytes += Utf8.bytes(text, at, next);
        at = next;
      }
      places[token] = textBytes == bytes ? at : WITHIN;
      bytes += token < tokenBytes.length ? tokenBytes[token] : 0;
    }
    return at == text.length() && textBytes == bytes ? new TokenText(text, places) : null;
  }

  String text() {
    return text;
  }

  /** The first place that is not before a token. */
  int begin(int token) {
    int at = token;
    while (places[at] == WITHIN) {
      at++;
    }
    return places[at];
  }

  /** The last place that is not behind the beginning of a token, which ends those before it. */
  int end(int token) {
    int at = token;
    while (places[at] == WITHIN) {
      at--;
    }
    return places[at];
  }

  /** The text of some tokens, without characters of which only a part is theirs. */
  String text(int from, int to) {
    int begin = begin(from);
    return text.substring(begin, Math.max(begin, end(to)));
  }
}
