package dev.continuo.corpus.span;

/**
 * How long spans are, and how much of each is masked.
 *
 * @param maximumBytes the longest span, in bytes of UTF-8
 * @param minimumHidden the smallest share of a span that its ending is meant to take
 * @param maximumHidden the largest
 */
public record SpanRule(int maximumBytes, double minimumHidden, double maximumHidden) {

  /** A few sentences, between a quarter and three quarters of which are masked. */
  public static final SpanRule DEFAULT = new SpanRule(300, 0.25, 0.75);

  private static final int SMALLEST_MAXIMUM = 16;

  public SpanRule {
    if (maximumBytes < SMALLEST_MAXIMUM) {
      throw new IllegalArgumentException(
          "maximumBytes must be at least " + SMALLEST_MAXIMUM + ": " + maximumBytes);
    }
    if (!(0 < minimumHidden && minimumHidden <= maximumHidden && maximumHidden < 1)) {
      throw new IllegalArgumentException(
          "hidden shares must satisfy 0 < minimum <= maximum < 1: "
              + minimumHidden
              + ", "
              + maximumHidden);
    }
  }
}
