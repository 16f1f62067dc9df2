package dev.continuo.trainer.checkpoint;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a run is. The batches and the learning rate follow from it alone.
 *
 * @param step finished steps
 * @param tokens trained
 * @param seconds spent
 * @param bestStep the step of the lowest validation loss
 * @param losses the validation losses so far, in order
 */
public record RunState(long step, long tokens, double seconds, long bestStep, List<Double> losses) {

  /** Before the first step. */
  public static final RunState START = new RunState(0, 0, 0, 0, List.of());

  public RunState {
    losses = List.copyOf(losses);
  }

  /** The lowest validation loss; infinite before the first evaluation. */
  public double bestLoss() {
    return losses.stream().mapToDouble(Double::doubleValue).min().orElse(Double.POSITIVE_INFINITY);
  }

  /** One step further. */
  public RunState afterStep(long stepTokens, double now) {
    return new RunState(step + 1, tokens + stepTokens, now, bestStep, losses);
  }

  /** With one more validation loss. */
  public RunState afterEvaluation(double loss) {
    List<Double> all = new ArrayList<>(losses);
    all.add(loss);
    return new RunState(step, tokens, seconds, loss < bestLoss() ? step : bestStep, all);
  }

  /** At a later time. */
  public RunState at(double now) {
    return new RunState(step, tokens, now, bestStep, losses);
  }
}
