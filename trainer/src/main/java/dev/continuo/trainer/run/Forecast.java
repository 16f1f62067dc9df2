package dev.continuo.trainer.run;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.TrainingConfig;

/**
 * What a run will take, as it is known before the first step.
 *
 * @param model the net
 * @param training how it is trained
 * @param stepsPerEpoch the steps in which the text is seen once
 * @param bytes of memory
 * @param secondsPerStep as measured on this machine; NaN where it was not
 */
public record Forecast(
    ModelConfig model,
    TrainingConfig training,
    double stepsPerEpoch,
    long bytes,
    double secondsPerStep) {

  /** The share of the time that steps have, beside evaluations and saving. */
  private static final double STEPS_SHARE = 1 - EvaluationChoice.SHARE;

  /** Whether the run is as long as its steps take, rather than a given time. */
  public boolean isOfSteps() {
    return training.budget() instanceof Budget.Steps;
  }

  /** The steps of the run; a guess where it is of a given time, and NaN where none can be made. */
  public double steps() {
    return switch (training.budget()) {
      case Budget.Steps budget -> budget.steps();
      case Budget.Minutes budget -> budget.minutes() * 60 * STEPS_SHARE / secondsPerStep;
    };
  }

  /** The seconds of the run; a guess where it is of a number of steps. */
  public double seconds() {
    return switch (training.budget()) {
      case Budget.Steps budget -> budget.steps() * secondsPerStep / STEPS_SHARE;
      case Budget.Minutes budget -> budget.minutes() * 60;
    };
  }

  /** The tokens that are trained. */
  public double tokens() {
    return steps() * training.batch().tokens();
  }

  /** How often the text is seen. */
  public double epochs() {
    return steps() / stepsPerEpoch;
  }

  /** Tokens per second, evaluations not counted. */
  public double tokensPerSecond() {
    return training.batch().tokens() / secondsPerStep;
  }
}
