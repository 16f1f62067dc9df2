package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.json.TokenizerException;

/** Stops a training that was cancelled. */
final class Cancellation {

  private Cancellation() {}

  static void check(TrainingProgress progress) {
    if (progress.cancelled()) {
      throw new TokenizerException("the training was cancelled; nothing was written");
    }
  }
}
