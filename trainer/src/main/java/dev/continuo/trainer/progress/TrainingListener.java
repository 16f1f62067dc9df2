package dev.continuo.trainer.progress;

import dev.continuo.model.weights.WeightSource;

/** Hears of a run while it goes. Called on the training thread. */
public interface TrainingListener {

  /** Hears nothing. */
  TrainingListener NONE =
      new TrainingListener() {
        @Override
        public void step(Step step) {}

        @Override
        public void evaluation(Evaluation evaluation) {}
      };

  /**
   * A finished step.
   *
   * @param step finished steps, this one included
   * @param progress the fraction of the budget behind
   * @param tokens trained so far
   * @param seconds spent so far, earlier parts of a resumed run included
   * @param trainLoss nats per token of this step's batch
   * @param learningRate of this step
   * @param gradientNorm before clipping
   * @param tokensPerSecond of the last few steps
   */
  record Step(
      long step,
      double progress,
      long tokens,
      double seconds,
      double trainLoss,
      double learningRate,
      double gradientNorm,
      double tokensPerSecond) {}

  /**
   * A finished evaluation.
   *
   * @param step finished steps
   * @param tokens trained so far
   * @param seconds spent so far
   * @param loss nats per held-out token
   * @param bitsPerByte bits per byte of held-out text
   * @param best whether no earlier evaluation was lower
   */
  record Evaluation(
      long step, long tokens, double seconds, double loss, double bitsPerByte, boolean best) {}

  /**
   * Hears where the run goes on, before anything else.
   *
   * @param step finished steps
   */
  default void start(long step) {}

  /** Hears of a step. */
  void step(Step step);

  /** Hears of an evaluation. */
  void evaluation(Evaluation evaluation);

  /**
   * Is shown the weights that were just evaluated.
   *
   * @param step finished steps
   * @param weights valid during the call
   */
  default void weights(long step, WeightSource weights) {}

  /**
   * Hears of something out of the ordinary: a step back, a damaged checkpoint, memory that ran out.
   *
   * @param step finished steps
   * @param message one line
   */
  default void event(long step, String message) {}
}
