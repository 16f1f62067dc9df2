package dev.continuo.trainer.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How the held-out loss of a finished run falls with the size of the net and the amount of text:
 * {@code L(N, D) = E + A / N^α + B / D^β} (Hoffmann et al., arXiv 2203.15556, equation 2).
 *
 * @param floor E, the loss that no net and no text takes away, in nats per token
 * @param sizeFactor A
 * @param sizeExponent α
 * @param dataFactor B
 * @param dataExponent β
 */
public record ScalingLaw(
    double floor, double sizeFactor, double sizeExponent, double dataFactor, double dataExponent) {

  /** The fewest runs that a law with five unknowns is fitted to. */
  public static final int LEAST_RUNS = 6;

  private static final double LARGEST_EXPONENT = 1.2;
  private static final double COARSE = 0.05;
  private static final double FINE = 0.005;

  /**
   * How many epochs of repeated text are worth as much as new text before repeating is worth
   * little: R* of Muennighoff et al. (arXiv 2305.16264), fitted on 182 runs.
   */
  private static final double WORTHWHILE_REPETITIONS = 15.39;

  /**
   * A run.
   *
   * @param parameters N
   * @param tokens D, as {@link #effectiveTokens} counts them where text was repeated
   * @param loss nats per held-out token
   */
  public record Run(double parameters, double tokens, double loss) {}

  /**
   * A number with the bounds of an interval.
   *
   * @param value the best guess
   * @param low of the interval
   * @param high of the interval
   */
  public record Estimate(double value, double low, double high) {}

  /** The loss that a net of so many parameters reaches with so many tokens. */
  public double loss(double parameters, double tokens) {
    return floor
        + sizeFactor * Math.pow(parameters, -sizeExponent)
        + dataFactor * Math.pow(tokens, -dataExponent);
  }

  /**
   * The parameters of the net that reaches the lowest loss with so many floating-point operations,
   * six for each parameter and token (equation 4).
   */
  public double bestParameters(double flops) {
    double sum = sizeExponent + dataExponent;
    double g = sizeExponent * sizeFactor / (dataExponent * dataFactor);
    return Math.pow(g, 1 / sum) * Math.pow(flops / 6, dataExponent / sum);
  }

  /**
   * What so many trained tokens are worth where the text has fewer: {@code U + U·R*·(1 − e^(−R /
   * R*))} for R repetitions of U unique tokens (Muennighoff et al., equation 5).
   */
  public static double effectiveTokens(double unique, double trained) {
    if (trained <= unique) {
      return trained;
    }
    double repetitions = trained / unique - 1;
    return unique
        + unique * WORTHWHILE_REPETITIONS * (1 - Math.exp(-repetitions / WORTHWHILE_REPETITIONS));
  }

  /**
   * The law that is nearest to some runs in squares of relative errors; none of E, A and B is
   * negative.
   *
   * @param runs at least {@link #LEAST_RUNS}, of two sizes and two amounts of text or more
   */
  public static ScalingLaw fit(List<Run> runs) {
    return new Fitting(runs).fit(FINE);
  }

  /**
   * What the law predicts for another run, with its 90 % prediction interval: from laws that are
   * fitted to these runs with their errors drawn again (a bootstrap of residuals), each with such
   * an error of its own.
   *
   * @param draws how many laws are fitted
   */
  public static Estimate predict(
      List<Run> runs, double parameters, double tokens, int draws, long seed) {
    Fitting fitting = new Fitting(runs);
    ScalingLaw law = fitting.fit(FINE);
    double[] errors = fitting.relativeErrors(law);
    SplittableRandom random = new SplittableRandom(seed);
    double[] predictions = new double[draws];
    for (int draw = 0; draw < draws; draw++) {
      List<Run> drawn = new ArrayList<>();
      for (Run run : runs) {
        double error = errors[random.nextInt(errors.length)];
        drawn.add(
            new Run(
                run.parameters(),
                run.tokens(),
                law.loss(run.parameters(), run.tokens()) * (1 + error)));
      }
      double own = errors[random.nextInt(errors.length)];
      predictions[draw] = new Fitting(drawn).fit(COARSE).loss(parameters, tokens) * (1 + own);
    }
    Arrays.sort(predictions);
    return new Estimate(
        law.loss(parameters, tokens),
        predictions[(int) (draws * 0.05)],
        predictions[(int) (draws * 0.95)]);
  }

  /**
   * For given exponents the three other unknowns are a problem of linear least squares; the
   * exponents are searched for.
   */
  private static final class Fitting {

    private final List<Run> runs;
    private final double parameters;
    private final double tokens;
    private final double[] ones;

    Fitting(List<Run> runs) {
      if (runs.size() < LEAST_RUNS) {
        throw new IllegalArgumentException(
            "expected at least " + LEAST_RUNS + " runs, found " + runs.size());
      }
      this.runs = List.copyOf(runs);
      parameters = runs.getFirst().parameters();
      tokens = runs.getFirst().tokens();
      ones = new double[runs.size()];
      Arrays.fill(ones, 1);
    }

    ScalingLaw fit(double precision) {
      Best best = new Best();
      for (double size = COARSE; size <= LARGEST_EXPONENT; size += COARSE) {
        for (double data = COARSE; data <= LARGEST_EXPONENT; data += COARSE) {
          best.tryOut(size, data);
        }
      }
      for (double step = COARSE / 2; step >= precision; step /= 2) {
        boolean better = true;
        while (better) {
          better = best.tryOut(best.size + step, best.data);
          better |= best.tryOut(best.size - step, best.data);
          better |= best.tryOut(best.size, best.data + step);
          better |= best.tryOut(best.size, best.data - step);
        }
      }
      return new ScalingLaw(
          best.parts[0],
          best.parts[1] * Math.pow(parameters, best.size),
          best.size,
          best.parts[2] * Math.pow(tokens, best.data),
          best.data);
    }

    double[] relativeErrors(ScalingLaw law) {
      double[] errors = new double[runs.size()];
      for (int i = 0; i < errors.length; i++) {
        Run run = runs.get(i);
        errors[i] = run.loss() / law.loss(run.parameters(), run.tokens()) - 1;
      }
      return errors;
    }

    private double[][] rows(double sizeExponent, double dataExponent) {
      double[][] rows = new double[runs.size()][];
      for (int i = 0; i < rows.length; i++) {
        Run run = runs.get(i);
        rows[i] =
            new double[] {
              1 / run.loss(),
              Math.pow(run.parameters() / parameters, -sizeExponent) / run.loss(),
              Math.pow(run.tokens() / tokens, -dataExponent) / run.loss()
            };
      }
      return rows;
    }

    /** The best exponents so far. */
    private final class Best {
      private double size = COARSE;
      private double data = COARSE;
      private double[] parts = new double[3];
      private double error = Double.POSITIVE_INFINITY;

      boolean tryOut(double sizeExponent, double dataExponent) {
        if (sizeExponent <= 0 || dataExponent <= 0) {
          return false;
        }
        double[][] rows = rows(sizeExponent, dataExponent);
        double[] solution = LeastSquares.notNegative(rows, ones);
        double found = LeastSquares.squares(rows, solution, ones);
        if (!(found < error)) {
          return false;
        }
        size = sizeExponent;
        data = dataExponent;
        parts = solution;
        error = found;
        return true;
      }
    }
  }
}
