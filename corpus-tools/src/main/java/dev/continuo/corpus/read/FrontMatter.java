package dev.continuo.corpus.read;

import java.util.regex.Pattern;

/**
 * The YAML front matter that a Markdown file may begin with: lines of keys and values between a
 * line of three hyphens and one of three hyphens or dots. Ordinary text between two horizontal
 * rules is not front matter.
 */
final class FrontMatter {

  private static final Pattern FENCE = Pattern.compile("---[ \t]*");
  private static final Pattern END = Pattern.compile("(---|\\.\\.\\.)[ \t]*");

  /** A key is one word, or in quotes. */
  private static final Pattern KEY =
      Pattern.compile("([\\p{L}\\p{N}_$@.-]+|\"[^\"]*\"|'[^']*')[ \t]*:([ \t].*)?");

  /** A comment, a list element, the continuation of the line before, or nothing. */
  private static final Pattern REST = Pattern.compile("#.*|-([ \t].*)?|[ \t].*|[\\]}].*|");

  private FrontMatter() {}

  /**
   * The text after the front matter, or all of it if there is none.
   *
   * @param markdown with line feeds alone between lines
   */
  static String removedFrom(String markdown) {
    int start = lineEnd(markdown, 0) + 1;
    if (!FENCE.matcher(markdown.substring(0, start - 1)).matches()) {
      return markdown;
    }
    boolean afterKey = false;
    while (start < markdown.length()) {
      int end = lineEnd(markdown, start);
      String line = markdown.substring(start, end);
      if (afterKey && END.matcher(line).matches()) {
        return markdown.substring(Math.min(end + 1, markdown.length()));
      }
      boolean key = KEY.matcher(line).matches();
      if (!key && !(REST.matcher(line).matches() && (afterKey || line.startsWith("#")))) {
        return markdown;
      }
      afterKey |= key;
      start = end + 1;
    }
    return markdown;
  }

  private static int lineEnd(String text, int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }
}
