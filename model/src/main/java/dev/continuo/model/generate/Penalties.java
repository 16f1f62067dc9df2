package dev.continuo.model.generate;

import java.util.Map;

/**
 * What changes the logits before a token is chosen, in the order of bias, repetition, frequency and
 * presence.
 *
 * @param repetition divides the positive logits and multiplies the negative ones of all tokens of
 *     prompt and continuation; 1 changes nothing
 * @param frequency is subtracted once for each time that a token has been generated
 * @param presence is subtracted once from every token that has been generated
 * @param logitBias is added to the logits of some tokens
 * @see <a href="https://arxiv.org/abs/1909.05858">CTRL, which introduced the repetition penalty</a>
 */
public record Penalties(
    double repetition, double frequency, double presence, Map<Integer, Double> logitBias) {

  /** Changes nothing. */
  public static final Penalties NONE = new Penalties(1, 0, 0, Map.of());

  public Penalties {
    logitBias = Map.copyOf(logitBias);
    GenerationOptions.require(
        repetition > 0 && repetition <= 100,
        "repetitionPenalty must be above 0 and at most 100: " + repetition);
    GenerationOptions.require(
        Math.abs(frequency) <= 100, "frequencyPenalty must be from -100 to 100: " + frequency);
    GenerationOptions.require(
        Math.abs(presence) <= 100, "presencePenalty must be from -100 to 100: " + presence);
    logitBias.forEach(
        (id, bias) -> {
          GenerationOptions.require(id >= 0, "logitBias must be of ids from 0 on: " + id);
          GenerationOptions.require(
              Math.abs(bias) <= 1000, "logitBias must be from -1000 to 1000: " + bias);
        });
  }

  public Penalties withRepetition(double newRepetition) {
    return new Penalties(newRepetition, frequency, presence, logitBias);
  }

  public Penalties withFrequency(double newFrequency) {
    return new Penalties(repetition, newFrequency, presence, logitBias);
  }

  public Penalties withPresence(double newPresence) {
    return new Penalties(repetition, frequency, newPresence, logitBias);
  }

  public Penalties withLogitBias(Map<Integer, Double> newLogitBias) {
    return new Penalties(repetition, frequency, presence, newLogitBias);
  }

  /** Whether logits stay as they are. */
  boolean changeNothing() {
    return repetition == 1 && frequency == 0 && presence == 0 && logitBias.isEmpty();
  }
}
