package dev.continuo.corpus.clean;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.StepResult;
import java.util.function.Predicate;

/** Removes lines from documents. */
final class Lines {

  private static final String PARAGRAPH_END = "\n\n";

  private Lines() {}

  /** The document without the lines that fail a test, and without doubled blank lines there. */
  static StepResult keepIf(Document document, Predicate<String> test) {
    String text = document.text();
    StringBuilder kept = new StringBuilder(text.length());
    boolean changed = false;
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      String line = text.substring(start, end);
      boolean blank = line.isBlank();
      if (blank ? !endsParagraph(kept) : test.test(line)) {
        kept.append(line).append('\n');
      } else {
        changed = true;
      }
      start = end + 1;
    }
    if (!changed) {
      return new StepResult.Keep(document);
    }
    return new StepResult.Keep(document.withText(kept.toString().stripTrailing()));
  }

  private static boolean endsParagraph(StringBuilder kept) {
    return kept.isEmpty()
        || kept.lastIndexOf(PARAGRAPH_END) == kept.length() - PARAGRAPH_END.length();
  }
}
