package dev.continuo.corpus.read;

/** How a JSON file is written. */
enum JsonLayout {
  /** A value on each line. */
  LINES,
  /** Values over several lines, or an array of them. */
  NESTED;

  /**
   * The layout by the beginning of a file.
   *
   * @param start in ISO 8859-1, which tells JSON's marks apart in UTF-8 as well
   */
  static JsonLayout of(String start) {
    String text = start.stripLeading();
    String line = text.lines().findFirst().orElse("");
    String rest = text.substring(line.length()).stripLeading();
    Marks marks = Marks.of(line);
    if (text.startsWith("[")) {
      return marks.inString || (marks.depth == 0 && !rest.isEmpty()) ? LINES : NESTED;
    }
    boolean goesOn = text.startsWith("{") && marks.depth > 0 && !marks.inString;
    return goesOn && !rest.isEmpty() && !rest.startsWith("{") ? NESTED : LINES;
  }

  /** What is still open at the end of a line. */
  private record Marks(int depth, boolean inString) {

    static Marks of(String line) {
      int depth = 0;
      boolean inString = false;
      for (int i = 0; i < line.length(); i++) {
        switch (line.charAt(i)) {
          case '"' -> inString = !inString;
          case '\\' -> i += inString ? 1 : 0;
          case '{', '[' -> depth += inString ? 0 : 1;
          case '}', ']' -> depth -= inString ? 0 : 1;
          default -> {
            // Neither opens nor closes anything.
          }
        }
      }
      return new Marks(depth, inString);
    }
  }
}
