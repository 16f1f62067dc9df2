package dev.continuo.model.generate;

/** What happens to a text that outgrows the model's context. */
public enum ContextPolicy {
  /** Its last half context is read again, and the text goes on from there. */
  SHIFT,
  /** The continuation ends; a prompt that does not fit is refused. */
  STOP
}
