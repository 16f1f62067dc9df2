package dev.continuo.model.generate;

/** Why a continuation ended. */
public enum FinishReason {
  /** It has as many tokens as were asked for, or as the context holds. */
  LENGTH,
  /** A token came that ends the text; it is not part of the continuation. */
  STOP,
  /** Its reader wanted no more. */
  CANCELLED
}
