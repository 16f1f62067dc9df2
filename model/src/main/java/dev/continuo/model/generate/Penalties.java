package dev.continuo.model.generate;

import dev.continuo.model.config.ModelException;
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

  public static final Range REPETITION = new Range(0.01, 100);
  public static final Range FREQUENCY = new Range(-100, 100);
  public static final Range PRESENCE = new Range(-100, 100);
  public static final Range BIAS = new Range(-1000, 1000);

  /** Changes nothing. */
  public static final Penalties NONE = new Penalties(1, 0, 0, Map.of());

  public Penalties {
    logitBias = Map.copyOf(logitBias);
    REPETITION.check("repetitionPenalty", repetition);
    FREQUENCY.check("frequencyPenalty", frequency);
    PRESENCE.check("presencePenalty", presence);
    logitBias.forEach(
        (id, bias) -> {
          GenerationOptions.require(id >= 0, "logitBias must be of ids from 0 on: " + id);
          BIAS.check("logitBias", bias);
        });
  }

  /**
   * Refuses a bias for a token id outside the vocabulary.
   *
   * @param vocabularySize the number of tokens
   * @throws ModelException names the id
   */
  public void requireKnownIds(int vocabularySize) {
    for (int id : logitBias.keySet()) {
      GenerationOptions.require(
          id < vocabularySize,
          "logitBias must be of ids from 0 to " + (vocabularySize - 1) + ": " + id);
    }
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
