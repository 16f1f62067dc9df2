package dev.continuo.trainer.config;

/** A training is told what it cannot do; one line that names the settings. */
public final class UsageException extends TrainingException {

  private static final long serialVersionUID = 1;

  /** One that names settings, as {@link TrainingException} does. */
  public UsageException(String pattern, Object... parts) {
    super(pattern, parts);
  }
}
