package dev.continuo.trainer.checkpoint;

import dev.continuo.trainer.config.TrainingConfig.DivergenceRule;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out from the training losses whether a run diverges, and remembers what was done about it.
 *
 * @param losses the last ones that were not high
 * @param high how many were high since then
 * @param rollbacks how often the run went back
 * @param rateFactor what is left of the learning rate
 * @param microBatch rows that go through the net at once, or 0 where memory holds the whole batch
 */
public record DivergenceGuard(
    List<Double> losses, int high, int rollbacks, double rateFactor, int microBatch) {

  /** Nothing has happened. */
  public static final DivergenceGuard SOUND = new DivergenceGuard(List.of(), 0, 0, 1, 0);

  private static final double LEAST_DEVIATION = 0.05;

  public DivergenceGuard {
    losses = List.copyOf(losses);
  }

  /** After one more training loss. */
  public DivergenceGuard after(double loss, DivergenceRule rule) {
    if (isHigh(loss, rule)) {
      return new DivergenceGuard(losses, high + 1, rollbacks, rateFactor, microBatch);
    }
    List<Double> last = new ArrayList<>(losses);
    last.add(loss);
    List<Double> window = last.subList(Math.max(0, last.size() - rule.window()), last.size());
    return new DivergenceGuard(window, 0, rollbacks, rateFactor, microBatch);
  }

  /** Whether too many losses in a row were high. */
  public boolean isDiverging(DivergenceRule rule) {
    return high >= rule.patience();
  }

  /** The guard of a checkpoint that a diverging run goes back to, on from there at a lower rate. */
  public DivergenceGuard slowerThan(DivergenceGuard diverged, DivergenceRule rule) {
    return new DivergenceGuard(
        losses,
        high,
        diverged.rollbacks + 1,
        diverged.rateFactor * rule.slower(),
        diverged.microBatch);
  }

  /** With fewer rows at once. */
  public DivergenceGuard withMicroBatch(int rows) {
    return new DivergenceGuard(losses, high, rollbacks, rateFactor, rows);
  }

  private boolean isHigh(double loss, DivergenceRule rule) {
    if (!Double.isFinite(loss)) {
      return true;
    }
    if (losses.size() < rule.window()) {
      return false;
    }
    double median = median(losses);
    double deviation =
        Math.max(
            median(losses.stream().map(other -> Math.abs(other - median)).toList()),
            LEAST_DEVIATION * median);
    return loss > median + rule.deviations() * deviation;
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
