package dev.continuo.model.text;

import dev.continuo.model.generate.TokenScore;
import java.util.List;

/**
 * How well a given continuation follows a prompt.
 *
 * @param tokens the continuation's tokens, each with its log-probability after all before it
 */
public record TextScore(List<TokenScore> tokens) {

  public TextScore {
    tokens = List.copyOf(tokens);
  }

  /** The natural logarithm of the continuation's probability. */
  public double logProbability() {
    return tokens.stream().mapToDouble(TokenScore::logProbability).sum();
  }
}
