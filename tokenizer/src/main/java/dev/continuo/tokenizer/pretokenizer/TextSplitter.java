package dev.continuo.tokenizer.pretokenizer;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits long text where no token can cross: after a letter and before white space or punctuation.
 * All published byte-level pre-tokenizers end a word there, so the ids of the pieces, joined, are
 * those of the whole. {@code "the cat, sat"} may be split into {@code "the"}, {@code " cat"} and
 * {@code ", sat"}.
 */
public final class TextSplitter {

  /** The length in chars that pieces aim at. */
  private static final int PIECE = 1 << 15;

  /** The length in chars at which a piece is cut even where it is not safe. */
  private static final int LONGEST = 1 << 20;

  private TextSplitter() {}

  /** The pieces of a text; unless {@code early}, only very long text is split. */
  public static List<String> pieces(String text, boolean early) {
    int target = early ? PIECE : LONGEST;
    if (text.length() <= target) {
      return List.of(text);
    }
    List<String> pieces = new ArrayList<>();
    int start = 0;
    while (text.length() - start > target) {
      int end = cut(text, start + target / 2, start + target, start + LONGEST);
      pieces.add(text.substring(start, end));
      start = end;
    }
    pieces.add(text.substring(start));
    return pieces;
  }

  private static int cut(String text, int from, int wanted, int last) {
    for (int i = wanted; i > from; i--) {
      if (isSafe(text, i)) {
        return i;
      }
    }
    int limit = Math.min(text.length(), last);
    for (int i = wanted; i < limit; i++) {
      if (isSafe(text, i)) {
        return i;
      }
    }
    boolean insideCharacter = limit < text.length() && Character.isLowSurrogate(text.charAt(limit));
    return insideCharacter ? limit - 1 : limit;
  }

  /** Whether a place is safe even where names of tokens with ASCII signs are looked for. */
  public static boolean isBetweenWords(CharSequence text, int index) {
    char after = text.charAt(index);
    boolean breaks = Character.isWhitespace(after) || (after > 0x7F && isBreak(after));
    return breaks
        && !Character.isSurrogate(text.charAt(index - 1))
        && Character.isLetter(text.charAt(index - 1));
  }

  private static boolean isSafe(String text, int index) {
    int after = text.codePointAt(index);
    return isBreak(after) && Character.isLetter(text.codePointBefore(index));
  }

  private static boolean isBreak(int codePoint) {
    if (codePoint == '\'' || codePoint == '\u2019') {
      return false;
    }
    return Character.isWhitespace(codePoint)
        || switch (Character.getType(codePoint)) {
          case Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.OTHER_PUNCTUATION ->
              true;
          default -> false;
        };
  }
}
