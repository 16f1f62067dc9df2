package dev.continuo.model.generate;

import dev.continuo.model.config.ModelException;

/** A range of numbers, both ends included. */
public record Range(double least, double most) {

  /** Whether a number lies in it; NaN never does. */
  public boolean has(double value) {
    return value >= least && value <= most;
  }

  /**
   * Refuses a number outside this range.
   *
   * @param name what the number is called
   * @throws ModelException names it
   */
  void check(String name, double value) {
    if (!has(value)) {
      throw new ModelException(name + " must be " + this + ": " + value);
    }
  }

  @Override
  public String toString() {
    return "from " + shown(least) + " to " + shown(most);
  }

  private static String shown(double bound) {
    return bound == Math.rint(bound) ? String.valueOf((long) bound) : String.valueOf(bound);
  }
}
