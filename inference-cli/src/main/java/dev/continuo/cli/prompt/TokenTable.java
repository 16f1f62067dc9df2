package dev.continuo.cli.prompt;

import dev.continuo.cli.terminal.Bar;
import dev.continuo.cli.terminal.VisibleText;
import dev.continuo.model.text.NextToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tokens that may come next as a table: place, probability, a bar of it, and the token in quotes.
 */
final class TokenTable {

  private static final int BAR_WIDTH = 20;

  private TokenTable() {}

  /** The lines of the table; bars are drawn against the likeliest. */
  static List<String> lines(List<NextToken> tokens) {
    List<String> lines = new ArrayList<>();
    int width = String.valueOf(tokens.size()).length();
    for (NextToken token : tokens) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %" + width + "d  %6.2f %%  %s  %s",
              lines.size() + 1,
              token.probability() * 100,
              Bar.of(token.probability() / tokens.getFirst().probability(), BAR_WIDTH)
                  .replace('░', ' '),
              shown(token)));
    }
    return lines;
  }

  private static String shown(NextToken token) {
    return token.isEnd() ? "the end of the text" : '"' + VisibleText.of(token.text()) + '"';
  }
}
