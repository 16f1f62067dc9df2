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
  /** The last quarter of the run brought less than 1 %. */
  FLAT("flat: this net has learned what it can from this text; a larger one may learn more");

  private static final int LEAST_EVALUATIONS = 4;
  private static final double NOTABLE = 0.01;

  private final String meaning;

  Verdict(String meaning) {
    this.meaning = meaning;
  }

  /** The verdict in words. */
  public String meaning() {
    return meaning;
  }

  /** Judges the validation losses of a run, in order and evenly spread. */
  public static Verdict of(List<Double> losses) {
    if (losses.size() < LEAST_EVALUATIONS) {
      return UNKNOWN;
    }
    double last = losses.getLast();
    double lowest = losses.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double beforeLastQuarter = losses.get(losses.size() * 3 / 4 - 1);
    if (last > lowest * (1 + NOTABLE)) {
      return OVERFITTING;
    }
    return beforeLastQuarter - last >= beforeLastQuarter * NOTABLE ? STILL_FALLING : FLAT;
  }
}
