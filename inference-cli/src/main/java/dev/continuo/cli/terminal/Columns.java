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
}
