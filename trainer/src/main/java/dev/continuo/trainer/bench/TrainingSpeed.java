package dev.continuo.trainer.bench;

import org.jspecify.annotations.Nullable;

/**
 * How fast a net trains.
 *
 * @param parameters of the net
 * @param stepTokens tokens in a step
 * @param warmSteps steps before those that were measured
 * @param measuredSteps steps that were measured
 * @param medianSeconds of a step
 * @param bestSeconds of a step
 * @param optimizerSeconds of a step that go to the optimizer, in the median; null where that is not
 *     known
 * @param flopsPerToken the floating-point operations of the net's products, forward and backward
 * @param roofline the operations per second of large matrix products on the same device
 * @param peakBytes the most memory that the process has had; 0 where that is not known
 */
public record TrainingSpeed(
    long parameters,
    long stepTokens,
    int warmSteps,
    int measuredSteps,
    double medianSeconds,
    double bestSeconds,
    @Nullable Double optimizerSeconds,
    double flopsPerToken,
    double roofline,
    long peakBytes) {

  /** Tokens per second in the median. */
  public double tokensPerSecond() {
    return stepTokens / medianSeconds;
  }

  /** Tokens per second of the best step. */
  public double bestTokensPerSecond() {
    return stepTokens / bestSeconds;
  }

  /** The share of a step that goes to the optimizer; null where that is not known. */
  public @Nullable Double optimizerShare() {
    return optimizerSeconds == null ? null : optimizerSeconds / medianSeconds;
  }

  /** The share of the roofline that the net's own products use, in the median. */
  public double utilization() {
    return tokensPerSecond() * flopsPerToken / roofline;
  }
}
