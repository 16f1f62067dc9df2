package dev.continuo.trainer.config;

/** When a run is over. Its progress is a fraction of it, which the learning rate follows. */
public sealed interface Budget {

  /** A number of optimizer steps: the same seed gives the same weights. */
  record Steps(long steps) implements Budget {
    public Steps {
      if (steps <= 0) {
        throw new TrainingException("steps must be positive: " + steps);
      }
    }

    @Override
    public double progress(long step, double seconds) {
      return (double) step / steps;
    }
  }

  /** A time: the number of steps depends on the machine's speed. */
  record Minutes(double minutes) implements Budget {
    public Minutes {
      if (!(minutes > 0)) {
        throw new TrainingException("minutes must be positive: " + minutes);
      }
    }

    @Override
    public double progress(long step, double seconds) {
      return seconds / (minutes * 60);
    }
  }

  /** The budget that was asked for, or another. */
  static Budget of(Settings settings, Budget otherwise) {
    Double minutes = settings.find(TrainingSettings.MINUTES);
    Long steps = settings.find(TrainingSettings.STEPS);
    return minutes != null ? new Minutes(minutes) : steps != null ? new Steps(steps) : otherwise;
  }

  /**
   * The fraction of the budget that is used.
   *
   * @param step finished steps
   * @param seconds spent so far, earlier parts of a resumed run included
   * @return 0 at the start; the run is over at 1 or more
   */
  double progress(long step, double seconds);
}
