package dev.continuo.model.generate;

import dev.continuo.model.config.ModelException;
import java.util.Set;

/**
 * How a text is continued. The filters apply in the order temperature, top-k, top-p, min-p.
 *
 * @param maxTokens the most tokens of a continuation
 * @param temperature what logits are divided by; 0 always takes the likeliest token
 * @param topK how many of the likeliest tokens stay in play; 0 keeps all
 * @param topP the likeliest tokens stay in play whose probabilities reach this sum; 1 keeps all
 * @param minP tokens stay in play that have at least this share of the likeliest one's probability;
 *     0 keeps all
 * @param seed decides the random choices: the same seed gives the same continuation
 * @param stopIds tokens that end the continuation, besides the model's own ends of text
 */
public record GenerationOptions(
    int maxTokens,
    double temperature,
    int topK,
    double topP,
    double minP,
    long seed,
    Set<Integer> stopIds) {

  public GenerationOptions {
    require(maxTokens >= 0, "maxTokens must be 0 or more: " + maxTokens);
    require(
        temperature >= 0 && temperature <= 100,
        "temperature must be from 0 to 100: " + temperature);
    require(topK >= 0, "topK must be 0 or more: " + topK);
    require(topP > 0 && topP <= 1, "topP must be above 0 and at most 1: " + topP);
    require(minP >= 0 && minP <= 1, "minP must be from 0 to 1: " + minP);
    stopIds = Set.copyOf(stopIds);
  }

  /** The likeliest continuation: no choice is random. */
  public static GenerationOptions greedy(int maxTokens) {
    return new GenerationOptions(maxTokens, 0, 0, 1, 0, 0, Set.of());
  }

  /** A continuation drawn from the model's own distribution. */
  public static GenerationOptions sampled(int maxTokens, long seed) {
    return new GenerationOptions(maxTokens, 1, 0, 1, 0, seed, Set.of());
  }

  public GenerationOptions withMaxTokens(int newMaxTokens) {
    return new GenerationOptions(newMaxTokens, temperature, topK, topP, minP, seed, stopIds);
  }

  public GenerationOptions withTemperature(double newTemperature) {
    return new GenerationOptions(maxTokens, newTemperature, topK, topP, minP, seed, stopIds);
  }

  public GenerationOptions withTopK(int newTopK) {
    return new GenerationOptions(maxTokens, temperature, newTopK, topP, minP, seed, stopIds);
  }

  public GenerationOptions withTopP(double newTopP) {
    return new GenerationOptions(maxTokens, temperature, topK, newTopP, minP, seed, stopIds);
  }

  public GenerationOptions withMinP(double newMinP) {
    return new GenerationOptions(maxTokens, temperature, topK, topP, newMinP, seed, stopIds);
  }

  public GenerationOptions withSeed(long newSeed) {
    return new GenerationOptions(maxTokens, temperature, topK, topP, minP, newSeed, stopIds);
  }

  public GenerationOptions withStopIds(Set<Integer> newStopIds) {
    return new GenerationOptions(maxTokens, temperature, topK, topP, minP, seed, newStopIds);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new ModelException(message);
    }
  }
}
