package dev.continuo.corpus.document;

import java.util.Optional;

/**
 * A line with which Project Gutenberg marks where a book starts or ends in a file, such as {@code
 * *** START OF THE PROJECT GUTENBERG EBOOK MOBY DICK ***}.
 */
public enum GutenbergMarker {
  START,
  END;

  /**
   * The metadata of a document that stands before the mark that starts the book of its file, or
   * after the one that ends it.
   */
  public static final String AROUND_BOOK = "around-book";

  private static final String STARS = "***";

  /** The mark that a line is, or ends with. */
  public static Optional<GutenbergMarker> of(String line) {
    int stars = line.indexOf(STARS);
    if (stars < 0 || line.indexOf("PROJECT GUTENBERG", stars) < 0) {
      return Optional.empty();
    }
    if (line.indexOf("START OF", stars) >= 0) {
      return Optional.of(START);
    }
    return line.indexOf("END OF", stars) >= 0 ? Optional.of(END) : Optional.empty();
  }

  /** The first mark of a text. */
  public static Optional<GutenbergMarker> first(String text) {
    for (int at = text.indexOf(STARS); at >= 0; at = text.indexOf(STARS, lineEnd(text, at))) {
      Optional<GutenbergMarker> mark = of(text.substring(at, lineEnd(text, at)));
      if (mark.isPresent()) {
        return mark;
      }
    }
    return Optional.empty();
  }

  /** The text within the marks: that of a book, or of several with a blank line between them. */
  public static String within(String text) {
    StringBuilder books = new StringBuilder();
    boolean inside = !first(text).equals(Optional.of(START));
    int from = 0;
    for (int at = text.indexOf(STARS); at >= 0; at = text.indexOf(STARS, lineEnd(text, at))) {
      Optional<GutenbergMarker> mark = of(text.substring(at, lineEnd(text, at)));
      if (mark.equals(Optional.of(START)) && !inside) {
        from = lineEnd(text, at);
        inside = true;
      } else if (mark.equals(Optional.of(END)) && inside) {
        append(text.substring(from, at), books);
        inside = false;
      }
    }
    if (inside) {
      append(text.substring(from), books);
    }
    return books.toString();
  }

  private static void append(String book, StringBuilder books) {
    String stripped = book.strip();
    books.append(books.isEmpty() || stripped.isEmpty() ? "" : "\n\n").append(stripped);
  }

  private static int lineEnd(String text, int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }
}
