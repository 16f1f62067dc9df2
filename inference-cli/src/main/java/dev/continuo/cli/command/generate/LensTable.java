package dev.continuo.cli.command.generate;

import dev.continuo.cli.terminal.Bar;
import dev.continuo.cli.terminal.Columns;
import dev.continuo.cli.terminal.VisibleText;
import dev.continuo.model.text.Lens;
import dev.continuo.model.text.NextToken;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A lens as tables: for each layer and each checkpoint how likely it finds the token that follows,
 * a bar of that, and its own likeliest tokens in percent.
 */
final class LensTable {

  private static final int BAR_WIDTH = 12;

  private final Lens lens;
  private final PrintWriter out;

  LensTable(Lens lens, PrintWriter out) {
    this.lens = lens;
    this.out = out;
  }

  void print() {
    out.printf(
        Locale.ROOT,
        lens.given()
            ? "After token %,d, %s, the text goes on with %s, to which the model gives %s.%n"
            : "After token %,d, %s, the model says %s: %s.%n",
        lens.position(),
        quoted(lens.token()),
        quoted(lens.next()),
        percent(lens.next().probability()).strip());
    Map<String, Lens.Guess> rows = new LinkedHashMap<>();
    for (int layer = 0; layer < lens.layers().size(); layer++) {
      String name =
          layer == 0
              ? "embedding"
              : layer == lens.layers().size() - 1 ? "model" : String.valueOf(layer);
      rows.put(name, lens.layers().get(layer));
    }
    table("layer", rows);
    rows.clear();
    for (Lens.Checkpoint checkpoint : lens.checkpoints()) {
      rows.put(String.format(Locale.ROOT, "%,d", checkpoint.step()), checkpoint.guess());
    }
    if (!rows.isEmpty()) {
      table("step", rows);
    }
  }

  private void table(String name, Map<String, Lens.Guess> guesses) {
    List<List<String>> rows = new ArrayList<>();
    guesses.forEach((label, guess) -> rows.add(cells(label, guess)));
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    widths[0] = name.length();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], Columns.width(row.get(i)));
      }
    }
    out.println();
    out.println(
        ("  "
                + Columns.padded(name, widths[0])
                + "  "
                + Columns.padded(quoted(lens.next()), widths[1] + 2 + BAR_WIDTH)
                + "  likeliest, in %")
            .stripTrailing());
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append("  ").append(Columns.padded(row.get(i), widths[i]));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static List<String> cells(String label, Lens.Guess guess) {
    List<String> cells = new ArrayList<>();
    cells.add(label);
    cells.add(percent(guess.probability()));
    cells.add(Bar.of(guess.probability(), BAR_WIDTH).replace('░', ' '));
    for (NextToken token : guess.likeliest()) {
      cells.add(quoted(token) + String.format(Locale.ROOT, " %.1f", token.probability() * 100));
    }
    return cells;
  }

  private static String percent(double probability) {
    return String.format(Locale.ROOT, "%6.2f %%", probability * 100);
  }

  private static String quoted(NextToken token) {
    return token.isEnd() ? "the end" : quoted(token.text());
  }

  private static String quoted(String text) {
    return '"' + VisibleText.of(text) + '"';
  }
}
