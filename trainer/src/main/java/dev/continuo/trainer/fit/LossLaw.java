package dev.continuo.trainer.fit;

import dev.continuo.trainer.progress.RunHistory.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a held-out loss falls: {@code L = floor + reach · (S/S_end)^−exponent + noise · r}, where S
 * is the sum of the learning rates so far and r the rate as a fraction of the highest. The first
 * part stays, the second is what more training wears off, the third goes when the rate falls to
 * zero; so the fall of a loss while its rate decays is not taken for one that would go on.
 *
 * <p>A sum of rates in place of a number of steps, and a term for their fall, are the idea of the
 * scaling law with learning rate annealing (Tissue et al., arXiv 2408.11029).
 *
 * @param floor what no training takes away
 * @param reach what more training could still take away, at the end of the run
 * @param exponent of the power law
 * @param noise what a rate at its highest adds
 */
public record LossLaw(double floor, double reach, double exponent, double noise) {

  private static final int LEAST_POINTS = 6;
  private static final double FIRST_SHARE = 0.1;
  private static final double LARGEST_EXPONENT = 1.5;
  private static final double EXPONENT_STEP = 0.05;

  /** What of the loss goes when the run is made so many times as long. */
  public double gain(double times) {
    return reach * (1 - Math.pow(times, -exponent));
  }

  /**
   * The law that is nearest to a run's evaluations in squares, its parts not negative; the first
   * tenth of the run is left out.
   *
   * @return empty where there are too few evaluations
   */
  public static Optional<LossLaw> fit(List<Point> points) {
    List<Observation> all = observations(points);
    List<Observation> used = all.stream().filter(o -> o.share() >= FIRST_SHARE).toList();
    if (used.size() < LEAST_POINTS) {
      return Optional.empty();
    }
    double[] losses = used.stream().mapToDouble(Observation::loss).toArray();
    LossLaw best = null;
    double least = Double.POSITIVE_INFINITY;
    for (double exponent = EXPONENT_STEP; exponent <= LARGEST_EXPONENT; exponent += EXPONENT_STEP) {
      double[][] columns = columns(used, exponent);
      double[] parts = LeastSquares.notNegative(columns, losses);
      double error = LeastSquares.squares(columns, parts, losses);
      if (error < least) {
        least = error;
        best = new LossLaw(parts[0], parts[1], exponent, parts[2]);
      }
    }
    return Optional.ofNullable(best);
  }

  private static double[][] columns(List<Observation> used, double exponent) {
    double[][] columns = new double[used.size()][];
    for (int i = 0; i < columns.length; i++) {
      Observation o = used.get(i);
      columns[i] = new double[] {1, Math.pow(o.share(), -exponent), o.rate()};
    }
    return columns;
  }

  /**
   * A loss in its place.
   *
   * @param share of the sum of learning rates of the whole run
   * @param rate as a fraction of the highest
   */
  private record Observation(double share, double rate, double loss) {}

  private static List<Observation> observations(List<Point> points) {
    double highest = points.stream().mapToDouble(Point::learningRate).max().orElse(0);
    double[] sums = new double[points.size()];
    double sum = 0;
    Point before = null;
    for (int i = 0; i < sums.length; i++) {
      Point point = points.get(i);
      double mean =
          before == null
              ? point.learningRate() / 2
              : (before.learningRate() + point.learningRate()) / 2;
      sum += mean * (point.step() - (before == null ? 0 : before.step()));
      sums[i] = sum;
      before = point;
    }
    List<Observation> observations = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      Double loss = points.get(i).valLoss();
      if (loss != null && Double.isFinite(loss) && highest > 0) {
        observations.add(
            new Observation(sums[i] / sum, points.get(i).learningRate() / highest, loss));
      }
    }
    return observations;
  }
}
