package dev.continuo.trainer.optim;

import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Schedule;

/** The learning rate over a run: a linear rise, a plateau, a linear fall to zero. */
public final class LearningRate {

  private static final double LOWEST_RISE = 1e-2;

  private LearningRate() {}

  /**
   * The learning rate of the next step: the highest one times the schedule's factor and the
   * divergence guard's.
   *
   * @param progress the fraction of the run behind, from 0 to 1
   * @param guard the factor by which the divergence guard lowers it
   */
  public static double of(TrainingConfig config, double progress, double guard) {
    return config.optimizer().learningRate() * factor(config.schedule(), progress) * guard;
  }

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
