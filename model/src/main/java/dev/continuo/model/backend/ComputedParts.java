package dev.continuo.model.backend;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.config.ModelParts;
import dev.continuo.model.config.ModelParts.Activation;
import dev.continuo.model.config.ModelParts.Factors;
import dev.continuo.model.config.ModelParts.Norms;
import java.util.Optional;

/** Which parts of models the operations of a {@link Backend} compute. */
public final class ComputedParts {

  private ComputedParts() {}

  /**
   * Refuses a model that cannot be trained.
   *
   * @param time T, the tokens of a sequence
   * @param more whether the backend {@link Backend#computesMoreParts}
   */
  public static void requireTraining(ModelConfig config, int time, boolean more) {
    missing(config, time, more)
        .ifPresent(
            part -> {
              boolean elsewhere = !more && missing(config, time, true).isEmpty();
              throw refusal(
                  config,
                  part,
                  elsewhere
                      ? "is trained on the CPU alone, by the engine continuo"
                      : "cannot be trained; it can be used to generate and to score texts");
            });
  }

  /** Refuses a model that cannot generate on a device. */
  public static void requireGeneration(ModelConfig config) {
    Optional<String> part = missing(config, config.contextLength(), false);
    if (part.isEmpty() && !config.parts().positions().unrotated().isEmpty()) {
      part = Optional.of("layers without rotation");
    }
    part.ifPresent(
        missing -> {
          throw refusal(
              config, missing, "cannot be computed on a GPU; choose the CPU as the device");
        });
  }

  private static ModelException refusal(ModelConfig config, String part, String end) {
    return new ModelException(config.architecture().className() + " with " + part + " " + end);
  }

  /**
   * A part of a model that is not computed; empty where all are.
   *
   * @param time T, the tokens of a sequence
   * @param more whether the backend {@link Backend#computesMoreParts}
   */
  public static Optional<String> missing(ModelConfig config, int time, boolean more) {
    ModelParts parts = config.parts();
    Factors factors = parts.factors();
    Activation activation = parts.feedForward().activation();
    if (!parts.norms().place().before()) {
      return Optional.of("norms after its half layers alone");
    }
    if (parts.norms().queryKey() == Norms.QueryKey.FULL_WIDTH) {
      return Optional.of("a norm over all heads of queries and keys");
    }
    if (parts.parallel()) {
      return Optional.of("attention and feed-forward part side by side");
    }
    if (activation == Activation.GELU || (activation == Activation.SILU && !parts.gated())) {
      return Optional.of("the activation " + activation + " as it has it");
    }
    if (parts.rotary() && config.rotatedChannels() != config.headSize()) {
      return Optional.of("heads that are rotated in part");
    }
    if (factors.attentionCap() != 0 || factors.logitCap() != 0) {
      return Optional.of("soft caps");
    }
    if (factors.attention() != 0 && !parts.positions().unrotated().isEmpty()) {
      return Optional.of("a factor of attention without rotation");
    }
    if (more) {
      return Optional.empty();
    }
    if (parts.norms().place().after()) {
      return Optional.of("norms after its half layers");
    }
    if (parts.gated() && activation != Activation.SILU) {
      return Optional.of("gated " + activation);
    }
    if (!parts.windows().layers().isEmpty() && parts.windows().size() < time) {
      return Optional.of("a sliding window of " + parts.windows().size() + " tokens");
    }
    if (factors.embedding() != 1 || factors.residual() != 1 || factors.logits() != 1) {
      return Optional.of("factors between its parts");
    }
    return Optional.empty();
  }
}
