package dev.continuo.trainer.loop;

import dev.continuo.trainer.checkpoint.RunState;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.optim.LearningRate;

/**
 * What follows from where a run is: its learning rate, and what is due before its next step.
 *
 * @param config the run's configuration
 */
record RunSchedule(TrainingConfig config) {

  private static final double FINAL_SHARE = 0.03;
  private static final long LEAST_FINAL = 1L << 13;
  private static final long MOST_FINAL = 1L << 18;

  /** The fraction of the budget that is used, at most 1. */
  double progress(RunState state) {
    return Math.min(config.budget().progress(state.step(), state.seconds()), 1);
  }

  /** The learning rate of the next step. */
  double learningRate(RunState state) {
    return LearningRate.of(config, progress(state), state.health().rateFactor());
  }

  /** Whether the budget is used. */
  boolean isOver(RunState state) {
    return progress(state) >= 1;
  }

  /**
   * Whether the next evaluation is due.
   *
   * @param last the seconds that the last one took, with what came with it
   */
  boolean isEvaluationDue(RunState state, double last) {
    int count = config.evaluation().count();
    Double share = config.evaluation().share();
    if (share != null && state.seconds() - state.evaluatedSeconds() < last / share) {
      return false;
    }
    double evaluated = config.budget().progress(state.evaluatedStep(), state.evaluatedSeconds());
    return Math.floor(progress(state) * count) > Math.floor(evaluated * count);
  }

  /**
   * Whether a checkpoint is due, if the run is well.
   *
   * @param saved the seconds of the last one
   */
  boolean isSavingDue(RunState state, double saved) {
    Long steps = config.saving().steps();
    return state.seconds() - saved >= config.saving().seconds()
        || (steps != null && state.step() % steps == 0);
  }

  /**
   * Whether nothing is due before the next step, as far as is known now.
   *
   * @param saved the seconds of the last checkpoint
   * @param evaluation the seconds that the last evaluation took
   */
  boolean isFree(RunState state, double saved, double evaluation) {
    return !isOver(state) && !isEvaluationDue(state, evaluation) && !isSavingDue(state, saved);
  }

  /**
   * The held-out tokens that a run is scored on at its end: their cost is a small share of that of
   * the tokens trained, a third as much for each token.
   */
  long finalTokens(RunState state) {
    return Math.clamp((long) (3 * FINAL_SHARE * state.tokens()), LEAST_FINAL, MOST_FINAL);
  }
}
