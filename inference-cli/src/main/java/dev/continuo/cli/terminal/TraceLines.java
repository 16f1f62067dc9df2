package dev.continuo.cli.terminal;

import dev.continuo.corpus.trace.NearDocument;
import dev.continuo.corpus.trace.Place;
import dev.continuo.corpus.trace.TracedText;
import dev.continuo.corpus.trace.TracedText.TextSpan;
import dev.continuo.corpus.trace.VerbatimSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A traced text as lines for people: the text with its verbatim spans marked and numbered, where
 * each of these stands in the training text, and the documents that are most like the rest.
 */
public final class TraceLines {

  private static final int[] COLOURS = {36, 33, 35, 32, 34, 31};
  private static final String DIM = "2";
  private static final int LONGEST = 300;

  private final TracedText traced;
  private final boolean colours;
  private final List<String> lines = new ArrayList<>();

  private TraceLines(TracedText traced, boolean colours) {
    this.traced = traced;
    this.colours = colours;
  }

  /**
   * The lines.
   *
   * @param colours whether spans are shown by colours, rather than by brackets
   */
  public static List<String> of(TracedText traced, boolean colours) {
    TraceLines lines = new TraceLines(traced, colours);
    lines.marked().lines().forEach(lines.lines::add);
    lines.lines.add("");
    lines.summary();
    List<TextSpan> spans = traced.spans();
    for (int i = 0; i < spans.size(); i++) {
      lines.span(i, spans.get(i).span());
    }
    lines.nearest();
    return List.copyOf(lines.lines);
  }

  /** The text; of a span that begins within the one before, only the rest is marked. */
  private String marked() {
    String text = traced.text();
    StringBuilder marked = new StringBuilder();
    int at = 0;
    for (int i = 0; i < traced.spans().size(); i++) {
      TextSpan span = traced.spans().get(i);
      int start = Math.max(at, span.start());
      int end = Math.max(start, span.end());
      marked.append(text, at, start);
      String part = text.substring(start, end);
      marked.append(colours ? coloured(i, part) : "«" + part + "»");
      marked.append(dim("[" + (i + 1) + "]"));
      at = end;
    }
    return marked.append(text, at, text.length()).toString();
  }

  private void summary() {
    int verbatim = traced.verbatimTokens();
    lines.add(
        traced.spans().isEmpty()
            ? String.format(
                Locale.ROOT,
                "none of %,d tokens stand verbatim in the training text",
                traced.tokens())
            : String.format(
                Locale.ROOT,
                "%,d of %,d tokens stand verbatim in the training text",
                verbatim,
                traced.tokens()));
  }

  private void span(int index, VerbatimSpan span) {
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%s %,d tokens, %s",
            coloured(index, "[" + (index + 1) + "]"),
            span.tokens(),
            span.count() == 1
                ? "once"
                : String.format(Locale.ROOT, "%,d times", span.count())
                    + (span.places().size() < span.count() ? ", first" : "")));
    for (Place place : span.places()) {
      lines.add(
          String.format(
              Locale.ROOT, "    %s, behind token %,d", place.document(), place.position()));
      lines.add(
          "      "
              + dim(place.before().isEmpty() ? "" : "…" + VisibleText.of(place.before()))
              + coloured(index, shortened(VisibleText.of(place.text())))
              + dim(place.after().isEmpty() ? "" : VisibleText.of(place.after()) + "…"));
    }
  }

  private void nearest() {
    if (traced.nearest().isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(traced.spans().isEmpty() ? "most like it:" : "most like the rest:");
    for (NearDocument document : traced.nearest()) {
      lines.add(
          String.format(Locale.ROOT, "    %s, score %.1f", document.document(), document.score()));
      lines.add("      " + dim(shortened(VisibleText.of(document.text()))));
    }
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST
        ? text
        : text.substring(0, LONGEST / 2) + " … " + text.substring(text.length() - LONGEST / 2);
  }

  private String coloured(int index, String text) {
    return inColour("1;" + COLOURS[index % COLOURS.length], text);
  }

  private String dim(String text) {
    return inColour(DIM, text);
  }

  /** A text in a colour, line by line, as pagers expect. */
  private String inColour(String colour, String text) {
    String begin = "\033[" + colour + "m";
    return colours ? begin + text.replace("\n", "\033[0m\n" + begin) + "\033[0m" : text;
  }
}
