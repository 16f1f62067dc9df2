package dev.continuo.trainer.optim;

import dev.continuo.trainer.config.TrainingConfig.Schedule;

/** The learning rate over a run: a linear rise, a plateau, a linear fall to zero. */
public final class LearningRate {

  private static final double LOWEST_RISE = 1e-2;

  private LearningRate() {}

  /**
   * The factor on the highest learning rate.
   *
   * @param progress the fraction of the run behind, from 0 to 1
   */
  public static double factor(Schedule schedule, double progress) {
    double rise = schedule.warmup() == 0 ? 1 : Math.max(progress / schedule.warmup(), LOWEST_RISE);
    double fall = schedule.decay() == 0 ? 1 : (1 - progress) / schedule.decay();
    return Math.clamp(Math.min(rise, fall), 0.0, 1.0);
  }
}
