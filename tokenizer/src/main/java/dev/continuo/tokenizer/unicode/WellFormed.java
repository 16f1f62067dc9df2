package dev.continuo.tokenizer.unicode;

/** The rule for text that is no valid Unicode: an unpaired surrogate counts as U+FFFD. */
public final class WellFormed {

  private WellFormed() {}

  /** Whether a text is valid. */
  public static boolean is(String text) {
    return firstUnpaired(text, 0) < 0;
  }

  /** The text itself where it is valid, else a copy with its unpaired surrogates replaced. */
  public static String of(String text) {
    int broken = firstUnpaired(text, 0);
    if (broken < 0) {
      return text;
    }
    StringBuilder repaired = new StringBuilder(text);
    while (broken >= 0) {
      repaired.setCharAt(broken, '\uFFFD');
      broken = firstUnpaired(text, broken + 1);
    }
    return repaired.toString();
  }

  private static int firstUnpaired(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char character = text.charAt(i);
      if (Character.isSurrogate(character)) {
        boolean paired =
            Character.isHighSurrogate(character)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }
}
