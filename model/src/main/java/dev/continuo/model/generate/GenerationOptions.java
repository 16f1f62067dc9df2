package dev.continuo.model.generate;

import dev.continuo.model.config.ModelException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How a text is continued.
 *
 * @param maxTokens the most tokens of a continuation
 * @param sampling how each token is drawn
 * @param penalties what changes the logits before that
 * @param stopIds tokens that end the continuation, besides the model's own ends of text
 * @param stops strings that end the continuation before them; none is empty
 * @param likeliest how many of the likeliest tokens to report with each token, where
 *     log-probabilities are wanted at all
 * @param contextPolicy what happens to a text that outgrows the model's context
 * @param kept so many of a prompt's first tokens stay in front of a text that outgrows the context
 */
public record GenerationOptions(
    int maxTokens,
    Sampling sampling,
    Penalties penalties,
    Set<Integer> stopIds,
    List<String> stops,
    OptionalInt likeliest,
    ContextPolicy contextPolicy,
    int kept) {

  private static final int MAX_TOKENS = 200;
  private static final double TEMPERATURE = 0.8;
  private static final double TOP_P = 0.95;
  private static final int MOST_LIKELIEST = 1000;

  public GenerationOptions {
    require(maxTokens >= 0, "maxTokens must be 0 or more: " + maxTokens);
    int reported = likeliest.orElse(0);
    require(
        reported >= 0 && reported <= MOST_LIKELIEST,
        "logprobs must be from 0 to " + MOST_LIKELIEST + ": " + reported);
    require(kept >= 0, "kept must be 0 or more: " + kept);
    stopIds = Set.copyOf(stopIds);
    stops = List.copyOf(stops);
    require(stops.stream().noneMatch(String::isEmpty), "stop must not be empty: \"\"");
  }

  /**
   * What suits most texts: up to 200 tokens at temperature 0.8, drawn from the likeliest ones whose
   * probabilities reach 0.95 together, with a seed that each call draws.
   */
  public static GenerationOptions defaults() {
    return sampled(MAX_TOKENS, Seeds.next()).withTemperature(TEMPERATURE).withTopP(TOP_P);
  }

  /** The likeliest continuation: no choice is random. */
  public static GenerationOptions greedy(int maxTokens) {
    return new GenerationOptions(
        maxTokens,
        Sampling.GREEDY,
        Penalties.NONE,
        Set.of(),
        List.of(),
        OptionalInt.empty(),
        ContextPolicy.SHIFT,
        0);
  }

  /** A continuation drawn from the model's own distribution. */
  public static GenerationOptions sampled(int maxTokens, long seed) {
    return greedy(maxTokens).with(Sampling.GREEDY.withTemperature(1).withSeed(seed));
  }

  public GenerationOptions with(Sampling newSampling) {
    return new GenerationOptions(
        maxTokens, newSampling, penalties, stopIds, stops, likeliest, contextPolicy, kept);
  }

  public GenerationOptions with(Penalties newPenalties) {
    return new GenerationOptions(
        maxTokens, sampling, newPenalties, stopIds, stops, likeliest, contextPolicy, kept);
  }

  public GenerationOptions withMaxTokens(int newMaxTokens) {
    return new GenerationOptions(
        newMaxTokens, sampling, penalties, stopIds, stops, likeliest, contextPolicy, kept);
  }

  public GenerationOptions withTemperature(double newTemperature) {
    return with(sampling.withTemperature(newTemperature));
  }

  public GenerationOptions withTopK(int newTopK) {
    return with(sampling.withTopK(newTopK));
  }

  public GenerationOptions withTopP(double newTopP) {
    return with(sampling.withTopP(newTopP));
  }

  public GenerationOptions withMinP(double newMinP) {
    return with(sampling.withMinP(newMinP));
  }

  public GenerationOptions withSeed(long newSeed) {
    return with(sampling.withSeed(newSeed));
  }

  public GenerationOptions withStopIds(Set<Integer> newStopIds) {
    return new GenerationOptions(
        maxTokens, sampling, penalties, newStopIds, stops, likeliest, contextPolicy, kept);
  }

  /** Ended by the first of some strings, which is not part of the continuation. */
  public GenerationOptions withStops(String... newStops) {
    return withStops(List.of(newStops));
  }

  /** Ended by the first of some strings, which is not part of the continuation. */
  public GenerationOptions withStops(List<String> newStops) {
    return new GenerationOptions(
        maxTokens, sampling, penalties, stopIds, newStops, likeliest, contextPolicy, kept);
  }

  /** With the log-probability of each token, and so many of the likeliest beside it. */
  public GenerationOptions withLikeliest(int count) {
    return new GenerationOptions(
        maxTokens, sampling, penalties, stopIds, stops, OptionalInt.of(count), contextPolicy, kept);
  }

  public GenerationOptions with(ContextPolicy newContextPolicy) {
    return new GenerationOptions(
        maxTokens, sampling, penalties, stopIds, stops, likeliest, newContextPolicy, kept);
  }

  /** With so many of a prompt's first tokens in front of a text that outgrows the context. */
  public GenerationOptions withKept(int tokens) {
    return new GenerationOptions(
        maxTokens, sampling, penalties, stopIds, stops, likeliest, contextPolicy, tokens);
  }

  static void require(boolean condition, String message) {
    if (!condition) {
      throw new ModelException(message);
    }
  }
}
