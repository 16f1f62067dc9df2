package dev.continuo.cli.serve.wire;

/**
 * What one request may ask for.
 *
 * @param bodyBytes the longest body
 * @param tokens the most tokens of a continuation
 * @param choices the most continuations, those of all prompts together
 */
public record RequestLimits(int bodyBytes, int tokens, int choices) {

  /** What is allowed where nothing else is said. */
  public static final RequestLimits DEFAULTS = new RequestLimits(4 << 20, 4096, 128);
}
