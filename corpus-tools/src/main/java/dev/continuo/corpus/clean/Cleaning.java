package dev.continuo.corpus.clean;

import com.ibm.icu.text.Normalizer2;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.DocumentStep;
import dev.continuo.corpus.document.StepResult;

/**
 * Repairs a text and changes nothing else: every line break becomes {@code \n}; control characters
 * other than line break and tab, spaces at the ends of lines, and blank lines around the text are
 * removed; several blank lines in a row become one; characters are composed (Unicode NFC).
 *
 * <p>Example: {@code "Cafe\u0301 \r\n\r\n\r\n\r\nnoir\r\n"} becomes {@code "Café\n\nnoir"}.
 */
public final class Cleaning implements DocumentStep {

  private static final int MOST_LINE_BREAKS = 2;

  private final Normalizer2 normalizer = Normalizer2.getNFCInstance();

  @Override
  public String name() {
    return "clean";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public StepResult apply(Document document) {
    return new StepResult.Keep(document.withText(clean(document.text())));
  }

  /** The cleaned text; cleaning it again changes nothing. */
  public String clean(String text) {
    if (isClean(text)) {
      return text;
    }
    String repaired = hasControls(text) ? withoutControls(text) : text;
    return withEvenLines(isComposed(repaired) ? repaired : normalizer.normalize(repaired));
  }

  /** Whether there is nothing to repair; one pass over the characters is enough for most texts. */
  private boolean isClean(String text) {
    int lineBreaks = MOST_LINE_BREAKS;
    boolean afterSpace = false;
    boolean ascii = true;
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character == '\n') {
        if (afterSpace || lineBreaks++ == MOST_LINE_BREAKS) {
          return false;
        }
        continue;
      }
      if (isControl(character)) {
        return false;
      }
      lineBreaks = 0;
      ascii &= character < 0x80;
      afterSpace = isSpace(character);
    }
    return lineBreaks == 0 && !afterSpace && (ascii || isComposed(text));
  }

  private boolean isComposed(String text) {
    return normalizer.spanQuickCheckYes(text) == text.length();
  }

  private static boolean hasControls(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isControl(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static String withoutControls(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (isLineBreak(character)) {
        boolean secondHalf = character == '\n' && i > 0 && text.charAt(i - 1) == '\r';
        out.append(secondHalf ? "" : "\n");
      } else if (!isControl(character)) {
        out.append(character);
      }
    }
    return out.toString();
  }

  private static String withEvenLines(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int lineBreaks = 0;
    int start = 0;
    while (start < text.length()) {
      int lineBreak = text.indexOf('\n', start);
      int end = lineBreak < 0 ? text.length() : lineBreak;
      int kept = end;
      while (kept > start && isSpace(text.charAt(kept - 1))) {
        kept--;
      }
      if (kept > start) {
        if (!out.isEmpty()) {
          out.repeat('\n', Math.min(lineBreaks, MOST_LINE_BREAKS));
        }
        out.append(text, start, kept);
        lineBreaks = 0;
      }
      lineBreaks++;
      start = end + 1;
    }
    return out.toString();
  }

  /** A control character, line breaks other than line feed among them, but not a tab. */
  private static boolean isControl(char character) {
    return character < ' '
        ? character != '\n' && character != '\t'
        : character >= 0x7F && character <= 0x9F;
  }

  /** Line feed, vertical tab, form feed, carriage return, next line. */
  private static boolean isLineBreak(char character) {
    return (character >= '\n' && character <= '\r') || character == '\u0085';
  }

  private static boolean isSpace(char character) {
    return character < 0x80
        ? character == ' ' || character == '\t'
        : Character.getType(character) == Character.SPACE_SEPARATOR;
  }
}
