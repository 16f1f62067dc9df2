package dev.continuo.model.backend;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.config.ModelParts;
import dev.continuo.model.config.ModelParts.Activation;
import dev.continuo.model.config.ModelParts.Factors;
import dev.continuo.model.config.ModelParts.FeedForward;
import dev.continuo.model.config.ModelParts.Norms;
import java.util.Optional;

/** Which parts of models the operations of a {@link Backend} compute. */
public final class ComputedParts {

  /** The end of a message about a model that is not trained. */
  public static final String NO_TRAINING =
      "cannot be trained here; it can be used to generate and to score texts";

  private ComputedParts() {}

  /**
   * Refuses a model with a part that is missing here.
   *
   * @param purpose what cannot be done with it, and what can: the end of the message
   */
  public static void require(ModelConfig config, String purpose) {
    missing(config)
        .ifPresent(
            part -> {
              throw new ModelException(
                  config.architecture().className() + " with " + part + " " + purpose);
            });
  }

  /** A part of a model that is not computed; empty where all are. */
  public static Optional<String> missing(ModelConfig config) {
    ModelParts parts = config.parts();
    if (parts.norms().place() != Norms.Place.BEFORE) {
      return Optional.of("norms after its half layers");
    }
    if (parts.norms().queryKey() == Norms.QueryKey.FULL_WIDTH) {
      return Optional.of("a norm over all heads of queries and keys");
    }
    if (parts.parallel()) {
      return Optional.of("attention and feed-forward part side by side");
    }
    if (!parts.feedForward().equals(new FeedForward(Activation.SILU, true))
        && !parts.feedForward().equals(new FeedForward(Activation.GELU_TANH, false))) {
      return Optional.of("the activation " + parts.feedForward().activation());
    }
    if (parts.rotary() && config.rotatedChannels() != config.headSize()) {
      return Optional.of("heads that are rotated in part");
    }
    if (!parts.positions().unrotated().isEmpty()) {
      return Optional.of("layers without rotation");
    }
    if (!parts.windows().layers().isEmpty() && parts.windows().size() < config.contextLength()) {
      return Optional.of("a sliding window shorter than its context");
    }
    if (!parts.factors().equals(Factors.NONE)) {
      return Optional.of("factors or caps between its parts");
    }
    return Optional.empty();
  }
}
