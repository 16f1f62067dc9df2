package dev.continuo.model.generate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What may come next after a text.
 *
 * @param entropy of the model's distribution, in nats
 * @param choices the likeliest tokens and those most likely to be drawn, the likeliest first
 */
public record NextTokens(double entropy, List<Choice> choices) {

  /**
   * A token that may come next.
   *
   * @param id the token
   * @param probability the model's own, at temperature 1
   * @param drawn the probability that it is drawn, after penalties and filters
   */
  public record Choice(int id, double probability, double drawn) {}

  public NextTokens {
    choices = List.copyOf(choices);
  }

  /**
   * The likeliest tokens by the V logits after a text, and those most likely to be drawn.
   *
   * @param count how many of each
   */
  static NextTokens of(float[] logits, int[] text, GenerationOptions options, int count) {
    TokenDetail detail = TokenDetail.of(logits, 0, 0);
    float[] adjusted = logits.clone();
    new LogitsProcessor(options.penalties(), text).apply(adjusted);
    Candidates inPlay = inPlay(adjusted, options.sampling());
    Candidates all = new Candidates(logits, 1);
    Map<Integer, Double> probabilities = new LinkedHashMap<>();
    TokenProbability.likeliest(logits, count)
        .forEach(token -> probabilities.put(token.id(), token.probability()));
    for (int place = 0; place < Math.min(count, inPlay.size()); place++) {
      probabilities.computeIfAbsent(inPlay.id(place), all::share);
    }
    List<Choice> choices = new ArrayList<>();
    probabilities.forEach(
        (id, probability) -> choices.add(new Choice(id, probability, inPlay.share(id))));
    choices.sort(Comparator.comparingDouble(Choice::probability).reversed());
    return new NextTokens(detail.entropy(), choices);
  }

  private static Candidates inPlay(float[] logits, Sampling sampling) {
    if (sampling.temperature() > 0) {
      return new SamplerChain(sampling).candidates(logits);
    }
    Candidates likeliest = new Candidates(logits, 1);
    likeliest.keep(1);
    return likeliest;
  }
}
