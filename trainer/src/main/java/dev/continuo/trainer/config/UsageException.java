package dev.continuo.trainer.config;

/** Settings that a training cannot have; one line that names them. */
public final class UsageException extends TrainingException {

  private static final long serialVersionUID = 1;

  /** One that names settings, as {@link TrainingException} does. */
  public UsageException(String pattern, Object... parts) {
    super(pattern, parts);
  }
}
