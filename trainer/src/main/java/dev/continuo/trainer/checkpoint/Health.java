package dev.continuo.trainer.checkpoint;

import dev.continuo.trainer.config.TrainingConfig.Care;
import java.util.ArrayList;
import java.util.List;

/**
 * How the training losses are, and what was done about it.
 *
 * @param losses the last ones that were not high
 * @param high how many were high since then
 * @param rollbacks how often the run went back
 * @param rateFactor what is left of the learning rate
 * @param microBatch rows that go through the net at once, or 0 where memory holds the whole batch
 */
public record Health(
    List<Double> losses, int high, int rollbacks, double rateFactor, int microBatch) {

  /** Nothing has happened. */
  public static final Health SOUND = new Health(List.of(), 0, 0, 1, 0);

  private static final double LEAST_DEVIATION = 0.05;

  public Health {
    losses = List.copyOf(losses);
  }

  /** After one more training loss. */
  public Health after(double loss, Care care) {
    if (isHigh(loss, care)) {
      return new Health(losses, high + 1, rollbacks, rateFactor, microBatch);
    }
    List<Double> last = new ArrayList<>(losses);
    last.add(loss);
    List<Double> window = last.subList(Math.max(0, last.size() - care.window()), last.size());
    return new Health(window, 0, rollbacks, rateFactor, microBatch);
  }

  /** Whether too many losses in a row were high. */
  public boolean isIll(Care care) {
    return high >= care.patience();
  }

  /** At this health, which a run went back to, but slower than when it fell ill. */
  public Health slowerThan(Health ill, Care care) {
    return new Health(
        losses, high, ill.rollbacks + 1, ill.rateFactor * care.slower(), ill.microBatch);
  }

  /** With fewer rows at once. */
  public Health withMicroBatch(int rows) {
    return new Health(losses, high, rollbacks, rateFactor, rows);
  }

  private boolean isHigh(double loss, Care care) {
    if (!Double.isFinite(loss)) {
      return true;
    }
    if (losses.size() < care.window()) {
      return false;
    }
    double median = median(losses);
    double deviation =
        Math.max(
            median(losses.stream().map(other -> Math.abs(other - median)).toList()),
            LEAST_DEVIATION * median);
    return loss > median + care.deviations() * deviation;
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
