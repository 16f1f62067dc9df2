package dev.continuo.model.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.config.RotaryScaling.Divided;
import dev.continuo.model.config.RotaryScaling.Linear;
import dev.continuo.model.config.RotaryScaling.Llama3;
import dev.continuo.model.config.RotaryScaling.Unscaled;
import dev.continuo.model.config.RotaryScaling.Yarn;

/**
 * Rotary positions in {@code config.json}: {@code rope_parameters} since transformers 5, before
 * that {@code rope_theta} and {@code rope_scaling}.
 */
final class RotaryScalingJson {

  private static final String ORIGINAL_CONTEXT = "original_max_position_embeddings";

  private RotaryScalingJson() {}

  /**
   * Reads a scaling.
   *
   * @param rotary the object of either name
   * @param config the whole file
   */
  static RotaryScaling read(Architecture architecture, JsonObject rotary, JsonObject config) {
    String key = key(rotary);
    String type = type(rotary);
    if (!type.equals("default") && architecture == Architecture.PHI3) {
      throw rotary.wrong(key, "\"default\"; other rotary positions of Phi-3 are not read");
    }
    try {
      return switch (type) {
        case "default" -> RotaryScaling.NONE;
        case "linear" -> new Linear(number(rotary, "factor"));
        case "llama3" ->
            new Llama3(
                number(rotary, "factor"),
                number(rotary, "low_freq_factor"),
                number(rotary, "high_freq_factor"),
                originalContext(rotary, config));
        case "yarn" -> yarn(rotary, config);
        default -> throw rotary.wrong(key, "one of default, linear, llama3 and yarn");
      };
    } catch (ModelException e) {
      throw rotary.named(e);
    }
  }

  private static String key(JsonObject rotary) {
    return rotary.has("rope_type") ? "rope_type" : "type";
  }

  /** What transformers calls a scaling. */
  static String type(JsonObject rotary) {
    String key = key(rotary);
    return rotary.has(key) ? rotary.text(key) : "default";
  }

  private static Yarn yarn(JsonObject rotary, JsonObject config) {
    int original = originalContext(rotary, config);
    double factor =
        !rotary.isNull("factor")
            ? number(rotary, "factor")
            : config.integer("max_position_embeddings") / (double) Math.max(1, original);
    double scale = rotary.number("mscale", 0);
    double scaleOfAll = rotary.number("mscale_all_dim", 0);
    double usual =
        scale != 0 && scaleOfAll != 0
            ? attention(factor, scale) / attention(factor, scaleOfAll)
            : Yarn.attention(factor);
    return new Yarn(
        factor,
        original,
        rotary.number("beta_fast", 32),
        rotary.number("beta_slow", 1),
        rotary.number("attention_factor", usual),
        rotary.flag("truncate", true));
  }

  private static double attention(double factor, double scale) {
    return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
  }

  private static double number(JsonObject rotary, String key) {
    if (!rotary.has(key)) {
      throw rotary.wrong(key, "a number");
    }
    return rotary.number(key, 0);
  }

  private static int originalContext(JsonObject rotary, JsonObject config) {
    for (JsonObject object : new JsonObject[] {config, rotary}) {
      if (object.has(ORIGINAL_CONTEXT)) {
        return object.integer(ORIGINAL_CONTEXT);
      }
    }
    return config.integer("max_position_embeddings");
  }

  /** Writes a scaling into the object of either name. */
  static void write(RotaryScaling scaling, ObjectNode rotary) {
    switch (scaling) {
      case Unscaled none -> rotary.put("rope_type", "default");
      case Linear linear -> rotary.put("rope_type", "linear").put("factor", linear.factor());
      case Llama3 llama3 ->
          rotary
              .put("rope_type", "llama3")
              .put("factor", llama3.factor())
              .put("low_freq_factor", llama3.lowFrequency())
              .put("high_freq_factor", llama3.highFrequency())
              .put(ORIGINAL_CONTEXT, llama3.originalContext());
      case Yarn yarn -> {
        rotary
            .put("rope_type", "yarn")
            .put("factor", yarn.factor())
            .put("beta_fast", yarn.betaFast())
            .put("beta_slow", yarn.betaSlow())
            .put("attention_factor", yarn.attention())
            .put(ORIGINAL_CONTEXT, yarn.originalContext());
        if (!yarn.truncate()) {
          rotary.put("truncate", false);
        }
      }
      case Divided divided ->
          throw new ModelException(
              "rotary frequencies with a divisor each have no place in config.json; GGUF has one");
    }
  }
}
