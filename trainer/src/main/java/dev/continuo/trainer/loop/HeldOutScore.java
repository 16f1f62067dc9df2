package dev.continuo.trainer.loop;

import dev.continuo.trainer.checkpoint.RunState;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.engine.TrainingEngine;
import dev.continuo.trainer.eval.Evaluator;
import dev.continuo.trainer.eval.Score;

/** Scores a net on held-out text: on some of it at evaluations, on more at the end. */
final class HeldOutScore {

  private final TrainingConfig config;
  private final TrainingData data;
  private final RunSchedule schedule;
  private final Evaluator evaluator;

  HeldOutScore(TrainingEngine engine, TrainingConfig config, TrainingData data) {
    this.config = config;
    this.data = data;
    schedule = new RunSchedule(config);
    evaluator =
        new Evaluator(
            engine,
            data.tokenByteLengths(),
            data.beginning(),
            config.batch().size(),
            config.batch().context());
  }

  /** On the text of an evaluation. */
  Score evaluation() {
    return evaluator.score(data.validation(), config.evaluation().tokens());
  }

  /** On the text of the last evaluation of a run in this state. */
  Score last(RunState state) {
    return evaluator.score(data.validation(), schedule.finalTokens(state));
  }

  /**
   * Whether a run ends before its budget is used: its loss reached the target, also on more text
   * than the evaluation had, or the last evaluations, as many as the patience, did not lower it.
   */
  boolean isReasonToEnd(RunState state, double loss) {
    Integer patience = config.evaluation().patience();
    return isTargetReached(state, loss)
        || (patience != null && state.evaluationsSinceBest() >= patience);
  }

  private boolean isTargetReached(RunState state, double loss) {
    Double target = config.evaluation().targetLoss();
    return target != null && loss <= target && last(state).loss() <= target;
  }
}
