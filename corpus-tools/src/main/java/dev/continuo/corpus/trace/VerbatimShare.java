package dev.continuo.corpus.trace;

/**
 * How much of some text stands verbatim in the training text, by tokens.
 *
 * @param tokens of the text
 * @param of8 those within spans of at least 8
 * @param of16 those within spans of at least 16
 * @param of32 those within spans of at least 32
 */
public record VerbatimShare(long tokens, long of8, long of16, long of32) {

  /** No text. */
  public static final VerbatimShare NONE = new VerbatimShare(0, 0, 0, 0);

  /** The lengths of spans. */
  static final int[] LENGTHS = {8, 16, 32};

  /** Both texts together. */
  public VerbatimShare plus(VerbatimShare other) {
    return new VerbatimShare(
        tokens + other.tokens, of8 + other.of8, of16 + other.of16, of32 + other.of32);
  }
}
