package dev.continuo.model.generate;

import java.util.List;

/**
 * What the model thinks of a token that was chosen, before penalties and sampling.
 *
 * @param id the token
 * @param logProbability the natural logarithm of its probability
 * @param entropy how undecided the model was at its place, in nats
 * @param likeliest the likeliest tokens at its place, the likeliest first
 */
public record TokenDetail(
    int id, double logProbability, double entropy, List<TokenProbability> likeliest) {

  public TokenDetail {
    likeliest = List.copyOf(likeliest);
  }

  /** The first few of the likeliest tokens. */
  public List<TokenProbability> likeliest(int count) {
    return likeliest.subList(0, Math.min(count, likeliest.size()));
  }

  static TokenDetail of(float[] logits, int id, int count) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      greatest = Math.max(greatest, logit);
    }
    double total = 0;
    double sum = 0;
    for (float logit : logits) {
      double below = logit - greatest;
      double weight = Math.exp(below);
      total += weight;
      sum += weight == 0 ? 0 : weight * below;
    }
    double logTotal = Math.log(total);
    return new TokenDetail(
        id,
        logits[id] - greatest - logTotal,
        Math.max(0, logTotal - sum / total),
        count == 0 ? List.of() : TokenProbability.likeliest(logits, count));
  }
}
