package dev.continuo.corpus.trace;

/**
 * What is looked for.
 *
 * @param minTokens the tokens of the shortest span that counts
 * @param places the most places that are shown of a span
 * @param nearest the most similar documents that are shown for the rest of the text
 */
public record TraceOptions(int minTokens, int places, int nearest) {

  /** What is looked for where nothing else is said. */
  public static final TraceOptions DEFAULTS = new TraceOptions(8, 3, 3);

  /** The most of each. */
  public static final int MOST = 100;

  public TraceOptions {
    check("minTokens", minTokens, 1);
    check("places", places, 0);
    check("nearest", nearest, 0);
  }

  private static void check(String name, int value, int least) {
    if (value < least || value > MOST) {
      throw new IllegalArgumentException(
          "%s must be from %s to %s: %s".formatted(name, least, MOST, value));
    }
  }
}
