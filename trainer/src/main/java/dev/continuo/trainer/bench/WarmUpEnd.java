package dev.continuo.trainer.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells when a measurement is warmed up: steps become faster while Java compiles their loops, and
 * then no longer.
 */
final class WarmUpEnd {

  /** The share by which a step must be faster to count. */
  private static final double NOTABLE = 0.05;

  private static final int LEAST = 3;

  private final double patience;
  private final List<Double> steps = new ArrayList<>();
  private double best = Double.POSITIVE_INFINITY;
  private double sinceBest;

  /**
   * Warm-up is over when steps have become no faster for some seconds.
   *
   * @param patience seconds of steps
   */
  WarmUpEnd(double patience) {
    this.patience = patience;
  }

  void add(double seconds) {
    if (seconds < best * (1 - NOTABLE)) {
      best = seconds;
      sinceBest = 0;
      steps.clear();
    } else {
      sinceBest += seconds;
    }
    steps.add(seconds);
  }

  boolean isOver() {
    return sinceBest >= patience && steps.size() > LEAST;
  }

  /** The median of the steps since the last one that was notably faster. */
  double seconds() {
    List<Double> sorted = steps.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
