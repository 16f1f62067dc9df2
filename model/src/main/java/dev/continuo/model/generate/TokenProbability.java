package dev.continuo.model.generate;

import java.util.ArrayList;
import java.util.List;

/**
 * A token that may come next.
 *
 * @param id the token
 * @param probability how likely the model finds it, at temperature 1
 */
public record TokenProbability(int id, double probability) {

  /** The likeliest tokens of some logits, the likeliest first. */
  static List<TokenProbability> likeliest(float[] logits, int count) {
    Candidates candidates = new Candidates(logits, 1);
    double total = candidates.totalWeight();
    List<TokenProbability> tokens = new ArrayList<>();
    for (int place = 0; place < Math.min(count, candidates.size()); place++) {
      tokens.add(new TokenProbability(candidates.id(place), candidates.weight(place) / total));
    }
    return tokens;
  }
}
