package dev.continuo.corpus.clean;

import com.ibm.icu.text.Normalizer2;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.Stage;
import dev.continuo.corpus.document.Verdict;

/**
 * Repairs a text and loses nothing else: every line break becomes {@code \n}, control characters
 * other than line break and tab go, spaces at the ends of lines go, more than one blank line in a
 * row becomes one, blank lines around the text go, and characters are composed (Unicode NFC).
 *
 * <p>Example: {@code "Cafe\u0301 \r\n\r\n\r\n\r\nnoir\r\n"} becomes {@code "Café\n\nnoir"}.
 */
public final class Cleaning implements Stage {

  private static final int MOST_LINE_BREAKS = 2;

  private final Normalizer2 normalizer = Normalizer2.getNFCInstance();

  @Override
  public String name() {
    return "clean";
  }

  @Override
  public Verdict judge(Document document) {
    return new Verdict.Keep(document.withText(clean(document.text())));
  }

  /** The cleaned text; cleaning it again changes nothing. */
  public String clean(String text) {
    String composed = normalizer.normalize(withoutControls(text));
    StringBuilder out = new StringBuilder(composed.length());
    int lineBreaks = 0;
    int spaces = 0;
    for (int i = 0; i < composed.length(); i++) {
      char character = composed.charAt(i);
      if (character == '\n') {
        lineBreaks++;
        spaces = 0;
      } else if (isSpace(character)) {
        spaces++;
      } else {
        if (!out.isEmpty()) {
          out.repeat('\n', Math.min(lineBreaks, MOST_LINE_BREAKS));
        }
        out.append(composed, i - spaces, i).append(character);
        lineBreaks = 0;
        spaces = 0;
      }
    }
    return out.toString();
  }

  private static String withoutControls(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (isLineBreak(character)) {
        boolean secondHalf = character == '\n' && i > 0 && text.charAt(i - 1) == '\r';
        out.append(secondHalf ? "" : "\n");
      } else if (character == '\t' || !Character.isISOControl(character)) {
        out.append(character);
      }
    }
    return out.toString();
  }

  /** Line feed, vertical tab, form feed, carriage return, next line. */
  private static boolean isLineBreak(char character) {
    return (character >= '\n' && character <= '\r') || character == '\u0085';
  }

  private static boolean isSpace(char character) {
    return character == '\t' || Character.getType(character) == Character.SPACE_SEPARATOR;
  }
}
