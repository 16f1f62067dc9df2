package dev.continuo.trainer.study;

import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.run.RunConfig;
import dev.continuo.trainer.run.SpeedTrial;

/** How many tokens the runs of a study can have in the time that it has on this machine. */
final class StudyBudget {

  /** The share of the time that steps have, beside evaluations, saving and starting. */
  private static final double STEPS = 0.85;

  private StudyBudget() {}

  /** The products of this machine in so many minutes, by some steps of a net. */
  static double flops(RunConfig config, double minutes) {
    return SpeedTrial.tokensPerSecond(config) * flopsPerToken(config) * minutes * 60 * STEPS;
  }

  /** Those of training a token. */
  static double flopsPerToken(RunConfig config) {
    return config.model().trainingFlopsPerToken(config.training().batch().context());
  }

  /** The settings of a run of so many tokens. */
  static Settings ofTokens(Settings settings, RunConfig config, double tokens) {
    long steps = Math.max(1, Math.round(tokens / config.training().batch().tokens()));
    return settings.with(TrainingSettings.STEPS, steps);
  }
}
