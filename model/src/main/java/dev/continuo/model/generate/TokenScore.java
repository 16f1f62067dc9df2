package dev.continuo.model.generate;

/**
 * How well a given token continues the text before it.
 *
 * @param id the token
 * @param logProbability the natural logarithm of its probability, at temperature 1
 * @param likeliest whether the model finds no token likelier
 */
public record TokenScore(int id, double logProbability, boolean likeliest) {

  static TokenScore of(float[] logits, int id) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      greatest = Math.max(greatest, logit);
    }
    double total = 0;
    for (float logit : logits) {
      total += Math.exp(logit - greatest);
    }
    return new TokenScore(id, logits[id] - greatest - Math.log(total), logits[id] >= greatest);
  }
}
