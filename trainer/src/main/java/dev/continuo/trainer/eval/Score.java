package dev.continuo.trainer.eval;

/**
 * How well a model continues a text.
 *
 * @param tokens scored
 * @param bytes of UTF-8 that those tokens stand for
 * @param nats the sum of −log of the probabilities of the tokens
 */
public record Score(long tokens, long bytes, double nats) {

  /** Nats per token. */
  public double loss() {
    return nats / tokens;
  }

  /**
   * Bits per byte of text, which does not depend on the vocabulary; NaN where the tokens, as the
   * end of a text, stand for no bytes.
   */
  public double bitsPerByte() {
    return bytes == 0 ? Double.NaN : nats / Math.log(2) / bytes;
  }
}
