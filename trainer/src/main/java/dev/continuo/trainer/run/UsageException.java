package dev.continuo.trainer.run;

import dev.continuo.trainer.config.TrainingException;

/** Wrong usage that is found only by the work itself; one line that names the options. */
public final class UsageException extends TrainingException {

  private static final long serialVersionUID = 1;

  public UsageException(String message) {
    super(message);
  }
}
