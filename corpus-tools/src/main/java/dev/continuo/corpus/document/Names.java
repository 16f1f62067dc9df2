package dev.continuo.corpus.document;

/** The short names of steps, formats, outputs and reasons, which reports count by. */
public final class Names {

  private static final int LONGEST = 64;

  private Names() {}

  /**
   * Checks a name.
   *
   * @param what it names, for the message
   * @throws IllegalArgumentException if it has other characters, none, or too many
   */
  public static void check(String what, String name) {
    boolean fits =
        !name.isEmpty()
            && name.length() <= LONGEST
            && name.chars()
                .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    if (!fits) {
      throw new IllegalArgumentException(
          "%s must be 1 to %s lower-case letters, digits and hyphens, such as too-short: \"%s\""
              .formatted(what, LONGEST, name));
    }
  }
}
