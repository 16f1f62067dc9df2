package dev.continuo.trainer.checkpoint;

import dev.continuo.trainer.config.TrainingConfig.DivergenceRule;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a run is. The batches and the learning rate follow from it alone.
 *
 * @param step finished steps
 * @param tokens trained
 * @param seconds spent
 * @param trainLoss nats per token of the last training batches, smoothed
 * @param evaluatedStep the step of the last evaluation
 * @param evaluatedSeconds when the last evaluation began
 * @param bestStep the step of the lowest validation loss
 * @param losses the validation losses so far, in order
 * @param health how the training losses are, and what was done about it
 */
public record RunState(
    long step,
    long tokens,
    double seconds,
    double trainLoss,
    long evaluatedStep,
    double evaluatedSeconds,
    long bestStep,
    List<Double> losses,
    DivergenceGuard health) {

  private static final double SMOOTHING = 0.05;

  /** Before the first step. */
  public static final RunState START =
      new RunState(0, 0, 0, 0, 0, 0, 0, List.of(), DivergenceGuard.SOUND);

  public RunState {
    losses = List.copyOf(losses);
  }

  /** The lowest validation loss; infinite before the first evaluation. */
  public double bestLoss() {
    return losses.stream().mapToDouble(Double::doubleValue).min().orElse(Double.POSITIVE_INFINITY);
  }

  /** How many evaluations in a row have found no lower validation loss than the best. */
  public int evaluationsSinceBest() {
    return losses.isEmpty() ? 0 : losses.size() - 1 - losses.indexOf(bestLoss());
  }

  /** Whether the last evaluation was of this step and found the lowest loss. */
  public boolean hasBestWeights() {
    return step > 0 && bestStep == step;
  }

  /** One step further. */
  public RunState afterStep(long stepTokens, double stepLoss, double now, DivergenceRule rule) {
    double weight = Math.max(SMOOTHING, 1.0 / (step + 1));
    double smoothed = trainLoss + weight * (stepLoss - trainLoss);
    return new RunState(
        step + 1,
        tokens + stepTokens,
        now,
        smoothed,
        evaluatedStep,
        evaluatedSeconds,
        bestStep,
        losses,
        health.after(stepLoss, rule));
  }

  /** With one more validation loss, which does not count where it is not finite. */
  public RunState afterEvaluation(double loss) {
    List<Double> all = new ArrayList<>(losses);
    if (Double.isFinite(loss)) {
      all.add(loss);
    }
    long best = loss < bestLoss() ? step : bestStep;
    return new RunState(step, tokens, seconds, trainLoss, step, seconds, best, all, health);
  }

  /** At a later time. */
  public RunState at(double now) {
    return new RunState(
        step, tokens, now, trainLoss, evaluatedStep, evaluatedSeconds, bestStep, losses, health);
  }

  /** Where a run will be after some steps that are under way, as far as is known now. */
  public RunState ahead(int steps, long stepTokens, double now) {
    return new RunState(
        step + steps,
        tokens + steps * stepTokens,
        now,
        trainLoss,
        evaluatedStep,
        evaluatedSeconds,
        bestStep,
        losses,
        health);
  }

  /** With another health. */
  public RunState with(DivergenceGuard newHealth) {
    return new RunState(
        step,
        tokens,
        seconds,
        trainLoss,
        evaluatedStep,
        evaluatedSeconds,
        bestStep,
        losses,
        newHealth);
  }
}
