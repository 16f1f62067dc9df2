package dev.continuo.trainer.run;

import dev.continuo.trainer.config.TrainingConfig.Evaluation;
import org.jspecify.annotations.Nullable;

/**
 * How often and on how much text a run is scored by default: as often as a curve needs it and on
 * enough text, as long as that costs little beside the training.
 */
final class EvaluationChoice {

  /** The share of a run's time for evaluations and what comes with them, where a clock can tell. */
  static final double SHARE = 0.07;

  /** The share of a run's computation for scoring alone, where only tokens are counted. */
  private static final double SCORING = 0.04;

  /** Training a token costs about so much of scoring it. */
  private static final double COST = 3;

  private static final int MOST = 20;
  private static final int LEAST = 4;
  private static final long MOST_TOKENS = 1L << 13;
  private static final long LEAST_TOKENS = 1L << 11;

  private EvaluationChoice() {}

  /** As often as was asked for, whatever it costs. */
  static Evaluation asked(int count) {
    return new Evaluation(count, MOST_TOKENS, null);
  }

  /** Of a run of so many tokens, by this number alone: the same run is scored the same anywhere. */
  static Evaluation ofTokens(double trained) {
    return of(trained, null);
  }

  /** Of a run of some time, in which about so many tokens will be trained. */
  static Evaluation ofTime(double trained) {
    return of(trained, SHARE);
  }

  private static Evaluation of(double trained, @Nullable Double share) {
    double all = COST * SCORING * trained;
    long enough = (long) Math.clamp(all / MOST, LEAST_TOKENS, MOST_TOKENS);
    int count = (int) Math.clamp(all / enough, LEAST, MOST);
    long tokens = Math.max(1, Math.min(enough, (long) (all / count)));
    return new Evaluation(count, tokens, share);
  }
}
