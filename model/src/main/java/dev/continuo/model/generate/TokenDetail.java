package dev.continuo.model.generate;

import java.util.List;

/**
 * What the model thinks of a token that was chosen, before penalties and sampling.
 *
 * @param id the token
 * @param logProbability the natural logarithm of its probability
 * @param likeliest the likeliest tokens at its place, the likeliest first
 */
public record TokenDetail(int id, double logProbability, List<TokenProbability> likeliest) {

  public TokenDetail {
    likeliest = List.copyOf(likeliest);
  }

  static TokenDetail of(float[] logits, int id, int count) {
    return new TokenDetail(
        id,
        TokenScore.of(logits, id).logProbability(),
        count == 0 ? List.of() : TokenProbability.likeliest(logits, count));
  }
}
