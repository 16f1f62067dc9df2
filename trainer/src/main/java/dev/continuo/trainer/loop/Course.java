package dev.continuo.trainer.loop;

import dev.continuo.trainer.checkpoint.RunState;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.optim.LearningRate;

/**
 * What follows from where a run is: its learning rate, and what is due before its next step.
 *
 * @param config what the run is told
 */
record Course(TrainingConfig config) {

  /** The fraction of the budget that is used, at most 1. */
  double progress(RunState state) {
    return Math.min(config.budget().progress(state.step(), state.seconds()), 1);
  }

  /** The learning rate of the next step. */
  double learningRate(RunState state) {
    double factor = LearningRate.factor(config.schedule(), progress(state));
    return config.optimizer().learningRate() * factor * state.health().rateFactor();
  }

  /** Whether the budget is used. */
  boolean isOver(RunState state) {
    return progress(state) >= 1;
  }

  boolean isEvaluationDue(RunState state) {
    int count = config.evaluation().count();
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

  /** Whether nothing is due before the next step, as far as can be told now. */
  boolean isFree(RunState state, double saved) {
    return !isOver(state) && !isEvaluationDue(state) && !isSavingDue(state, saved);
  }
}
