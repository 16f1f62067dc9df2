package dev.continuo.cli.prompt;

import dev.continuo.cli.prompt.tree.TreeToken;
import dev.continuo.model.generate.FinishReason;
import dev.continuo.model.generate.TokenDetail;
import dev.continuo.model.text.TextStream;
import dev.continuo.model.text.TextToken;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A continuation that grows: what a stream has given so far, as a tree takes it. */
final class Growth {

  /** How many of the likeliest tokens are kept with each; as many as the page asks for. */
  static final int LIKELIEST = 10;

  private static final double LEAST = -9999;

  private final TextStream stream;
  private final StringBuilder text = new StringBuilder();
  private boolean over;

  Growth(TextStream stream) {
    this.stream = stream;
  }

  /** The next piece of the text, or null at its end. */
  @Nullable String next() {
    String piece = stream.next();
    if (piece == null) {
      over = true;
    } else {
      text.append(piece);
    }
    return piece;
  }

  /** Lets it grow to its end. */
  void finish() {
    while (next() != null) {
      // all is in the text
    }
  }

  TextStream stream() {
    return stream;
  }

  String text() {
    return text.toString();
  }

  /** Whether the model, or a stop string, ended the text. */
  boolean isEnded() {
    return over && stream.finishReason() == FinishReason.STOP;
  }

  /**
   * The tokens of the text. Where a stop string ended it, those behind it are left out, and the
   * last one is cut where the stop string begins within it.
   */
  List<TreeToken> tokens(Tokenizer tokenizer) {
    List<TextToken> all = stream.tokens();
    int count = stream.tokenCount();
    boolean stopped = isEnded() && all.size() == count;
    int shown = text.codePointCount(0, text.length());
    int last = stream.ids().length - count - 1;
    int before = last < 0 ? -1 : stream.ids()[last];
    List<TreeToken> tokens = new ArrayList<>();
    int from = 0;
    int point = 0;
    for (int i = 0; i < count && !(stopped && all.get(i).start() >= shown); i++) {
      TextToken token = all.get(i);
      int next = i + 1 < count ? all.get(i + 1).start() : Integer.MAX_VALUE;
      int end = Math.max(point, Math.min(next, shown));
      int to = text.offsetByCodePoints(from, end - point);
      tokens.add(
          token(tokenizer, before, token, text.substring(from, to), stopped && next > shown));
      before = token.id();
      from = to;
      point = end;
    }
    return tokens;
  }

  private static TreeToken token(
      Tokenizer tokenizer, int before, TextToken token, String text, boolean cut) {
    TokenDetail detail = token.detail();
    if (detail == null) {
      return new TreeToken(token.id(), text, null, null, List.of(), cut);
    }
    List<TreeToken.Other> others =
        detail.likeliest().stream()
            .map(
                other ->
                    new TreeToken.Other(
                        other.id(),
                        before < 0
                            ? tokenizer.decode(new int[] {other.id()})
                            : tokenizer.decodeAfter(before, other.id()),
                        Math.max(LEAST, Math.log(other.probability()))))
            .collect(Collectors.toList());
    return new TreeToken(
        token.id(), text, Math.max(LEAST, detail.logProbability()), detail.entropy(), others, cut);
  }
}
