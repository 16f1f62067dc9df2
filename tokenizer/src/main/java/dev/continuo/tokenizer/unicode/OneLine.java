package dev.continuo.tokenizer.unicode;

/** Messages that quote files which are not trusted: one line that cannot fill the screen. */
public final class OneLine {

  private static final int MOST_CHARACTERS = 2000;

  private OneLine() {}

  /** The message with a U+FFFD for each control character, and cut if it is very long. */
  public static String of(String message) {
    String line = message.replaceAll("[\\p{Cntrl}\u0085\u2028\u2029]", "\uFFFD");
    return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…";
  }
}
