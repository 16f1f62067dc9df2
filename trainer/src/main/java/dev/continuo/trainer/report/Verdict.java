package dev.continuo.trainer.report;

import java.util.List;

/** What a validation curve says about a run. */
public enum Verdict {
  /** Too few evaluations to say. */
  UNKNOWN("too few evaluations to say"),
  /** The loss rose by more than 1 % from its lowest value. */
  OVERFITTING("overfitting: more text, or a smaller net, would help"),
  /** The last quarter of the run still brought 1 % or more. */
  STILL_FALLING("still falling: train longer"),
  /** The last quarter brought less than 1 %, while the training loss is 10 % lower. */
  MEMORIZING(
      "flat, but still falling in training: the text is being learned by heart; more text would help"),
  /** The last quarter of the run brought less than 1 %, and the training loss is near. */
  FLAT("flat: this net has learned what it can from this text; a larger one may learn more");

  private static final int LEAST_EVALUATIONS = 4;
  private static final double NOTABLE = 0.01;
  private static final double GAP = 0.1;

  private final String meaning;

  Verdict(String meaning) {
    this.meaning = meaning;
  }

  /** The verdict in words. */
  public String meaning() {
    return meaning;
  }

  /**
   * Judges a run.
   *
   * @param losses on held-out text, in order and evenly spread
   * @param trainLoss of the last training batches
   */
  public static Verdict of(List<Double> losses, double trainLoss) {
    if (losses.size() < LEAST_EVALUATIONS) {
      return UNKNOWN;
    }
    double last = losses.getLast();
    double lowest = losses.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double beforeLastQuarter = losses.get(losses.size() * 3 / 4 - 1);
    if (last > lowest * (1 + NOTABLE)) {
      return OVERFITTING;
    }
    if (beforeLastQuarter - last >= beforeLastQuarter * NOTABLE) {
      return STILL_FALLING;
    }
    return trainLoss < last * (1 - GAP) ? MEMORIZING : FLAT;
  }
}
