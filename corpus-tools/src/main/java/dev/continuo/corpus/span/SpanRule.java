package dev.continuo.corpus.span;

import java.util.Locale;

/**
 * How long spans are, and how much of each is masked.
 *
 * @param unit what spans are made of
 * @param maximumBytes the longest span, in bytes of UTF-8
 * @param minimumHidden the smallest share of a span that its ending is meant to take
 * @param maximumHidden the largest
 * @param cuts how many different endings of each span are masked, where it has so many words
 */
public record SpanRule(
    SpanUnit unit, int maximumBytes, double minimumHidden, double maximumHidden, int cuts) {

  /** A few sentences, between a quarter and three quarters of which are masked. */
  public static final SpanRule DEFAULT = new SpanRule(300, 0.25, 0.75);

  /** The shortest that the longest span may be, in bytes. */
  public static final int SMALLEST_MAXIMUM = 16;

  /** The most endings of a span. */
  public static final int MOST_CUTS = 64;

  /** A rule for spans of sentences with one ending each. */
  public SpanRule(int maximumBytes, double minimumHidden, double maximumHidden) {
    this(SpanUnit.SENTENCES, maximumBytes, minimumHidden, maximumHidden, 1);
  }

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
    if (cuts < 1 || cuts > MOST_CUTS) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "cuts must be between 1 and %d: %d", MOST_CUTS, cuts));
    }
  }

  /** With spans made of something else. */
  public SpanRule withUnit(SpanUnit newUnit) {
    return new SpanRule(newUnit, maximumBytes, minimumHidden, maximumHidden, cuts);
  }

  /** With so many endings of each span. */
  public SpanRule withCuts(int newCuts) {
    return new SpanRule(unit, maximumBytes, minimumHidden, maximumHidden, newCuts);
  }
}
