package dev.continuo.trainer.fit;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.TTest;

/**
 * The same quantity of several runs.
 *
 * @param count of runs
 * @param mean of them
 * @param deviation the standard deviation of one, 0 where there is one run
 * @param low of the 95 % confidence interval of the mean (Student's t); NaN of one run
 * @param high of that interval
 */
public record Spread(int count, double mean, double deviation, double low, double high) {

  private static final double CONFIDENCE = 0.95;
  private static final double POWER = 0.8;

  /** Of some values. */
  public static Spread of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("expected at least one value");
    }
    double mean = Arrays.stream(values).average().orElseThrow();
    if (values.length == 1) {
      return new Spread(1, mean, 0, Double.NaN, Double.NaN);
    }
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double deviation = Math.sqrt(squares / (values.length - 1));
    double reach = quantile(CONFIDENCE, values.length) * deviation / Math.sqrt(values.length);
    return new Spread(values.length, mean, deviation, mean - reach, mean + reach);
  }

  /**
   * Whether two recipes differ, by the differences of runs with the same seed.
   *
   * @param difference of each pair, second minus first
   * @param p of Student's paired t-test: how often pure chance shows a difference as large
   * @param detectable the difference that so many pairs find with a power of 80 %, at a
   *     significance level of 5 %
   * @param pairsNeeded how many pairs would find a difference like this one with that power
   */
  public record Comparison(Spread difference, double p, double detectable, int pairsNeeded) {

    /** Whether the difference is significant at the level of 5 %. */
    public boolean isReal() {
      return p < 1 - CONFIDENCE;
    }
  }

  /**
   * Compares two recipes.
   *
   * @param first results of one, by seed
   * @param second results of the other, by the same seeds; at least two
   */
  public static Comparison compare(double[] first, double[] second) {
    if (first.length != second.length || first.length < 2) {
      throw new IllegalArgumentException(
          "expected two or more pairs, found " + first.length + " and " + second.length);
    }
    double[] differences = new double[first.length];
    Arrays.setAll(differences, i -> second[i] - first[i]);
    Spread spread = of(differences);
    if (spread.deviation() == 0) {
      return new Comparison(spread, spread.mean() == 0 ? 1 : 0, 0, 2);
    }
    double p =
        TTest.withDefaults().with(AlternativeHypothesis.TWO_SIDED).test(differences).getPValue();
    double detectable = detectable(spread.deviation(), first.length);
    int needed = 2;
    while (needed < 10_000 && detectable(spread.deviation(), needed) > Math.abs(spread.mean())) {
      needed++;
    }
    return new Comparison(spread, p, detectable, needed);
  }

  /** Sample sizes by the sum of two quantiles of Student's t (Cohen 1988, in its usual form). */
  private static double detectable(double deviation, int pairs) {
    double power = TDistribution.of(pairs - 1.0).inverseCumulativeProbability(POWER);
    return (quantile(CONFIDENCE, pairs) + power) * deviation / Math.sqrt(pairs);
  }

  private static double quantile(double confidence, int count) {
    return TDistribution.of(count - 1.0).inverseCumulativeProbability((1 + confidence) / 2);
  }
}
