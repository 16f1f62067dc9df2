package dev.continuo.trainer.config;

/** What a configuration's numbers must be. */
final class Preconditions {

  private Preconditions() {}

  static void positive(String name, double value) {
    if (!(value > 0)) {
      throw new TrainingException(name + " must be positive: " + value);
    }
  }

  static void notNegative(String name, double value) {
    if (!(value >= 0)) {
      throw new TrainingException(name + " must not be negative: " + value);
    }
  }

  static void fraction(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new TrainingException(name + " must be between 0 and 1: " + value);
    }
  }
}
