package dev.continuo.cli.terminal;

import org.jline.utils.AttributedString;

/** Text in columns of a terminal, where wide characters take two. */
public final class Columns {

  private Columns() {}

  /** How many columns a text takes. */
  public static int width(String text) {
    return new AttributedString(text).columnLength();
  }

  /** A text with spaces after it, so that it takes so many columns. */
  public static String padded(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - width(text)));
  }

  /** A text that takes at most so many columns: a longer one ends with {@code …}. */
  public static String fitted(String text, int columns) {
    return width(text) <= columns ? text : cut(text, columns - 1) + "…";
  }

  /** The beginning of a text that takes at most so many columns. */
  static String cut(String text, int columns) {
    AttributedString whole = new AttributedString(text);
    return whole.columnLength() <= columns ? text : whole.columnSubSequence(0, columns).toString();
  }
}
