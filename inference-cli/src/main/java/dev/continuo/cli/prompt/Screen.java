package dev.continuo.cli.prompt;

import java.io.PrintWriter;

/**
 * Where a conversation is shown: texts, trees and tables as results, what is said about them as
 * notes.
 *
 * @param out for results
 * @param notes for what is said about them
 * @param colours whether results may be coloured
 */
public record Screen(PrintWriter out, PrintWriter notes, boolean colours) {

  private static final int TAIL = 200;

  /** Shows lines of a result. */
  void show(Iterable<String> lines) {
    lines.forEach(out::println);
    out.flush();
  }

  /** Shows a text. */
  void show(String text) {
    out.println(text);
    out.flush();
  }

  /** Shows a part of a text, as it comes. */
  void write(String piece) {
    out.print(piece);
    out.flush();
  }

  /** Says something. */
  public void note(String line) {
    notes.println(line);
    notes.flush();
  }

  /** Shows the end of a text, from the beginning of a line where that is near. */
  void showTail(String whole) {
    int from =
        whole.offsetByCodePoints(
            whole.length(), -Math.min(TAIL, whole.codePointCount(0, whole.length())));
    int line = whole.indexOf('\n', from);
    boolean cut = from > 0 && (line < 0 || line + 1 == whole.length());
    show(from == 0 ? whole : cut ? "…" + whole.substring(from) : whole.substring(line + 1));
  }
}
