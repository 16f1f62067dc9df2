package dev.continuo.cli.terminal;

import java.util.Locale;

/** Text on one line, its control characters as escapes: {@code \n} for a new line. */
public final class VisibleText {

  private VisibleText() {}

  /** A text made visible. */
  public static String of(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            codePoint -> {
              switch (codePoint) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                case '\\' -> shown.append("\\\\");
                default -> {
                  if (Character.isISOControl(codePoint)) {
                    shown.append(String.format(Locale.ROOT, "\\u%04x", codePoint));
                  } else {
                    shown.appendCodePoint(codePoint);
                  }
                }
              }
            });
    return shown.toString();
  }
}
