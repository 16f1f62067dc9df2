package dev.continuo.model.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.config.ModelConfig.Architecture;
import java.util.Set;

/** The keys of {@code config.json} by which GPT-2 models are described. */
final class Gpt2ConfigJson {

  /** Two names of the same function: GELU by way of the hyperbolic tangent. */
  private static final Set<String> ACTIVATIONS = Set.of("gelu_new", "gelu_pytorch_tanh");

  private Gpt2ConfigJson() {}

  static ModelConfig read(JsonObject json) {
    refuseOtherShapes(json);
    int channels = json.integer("n_embd");
    int headCount = json.integer("n_head");
    if (channels < 1 || channels > MOST_CHANNELS) {
      throw json.wrong("n_embd", "1 to " + MOST_CHANNELS);
    }
    return new ModelConfig(
        Architecture.GPT2,
        json.integer("vocab_size"),
        channels,
        json.integer("n_layer"),
        headCount,
        headCount,
        Math.max(1, channels / Math.max(1, headCount)),
        json.integer("n_inner", 4 * channels),
        json.integer("n_positions"),
        json.number("layer_norm_epsilon", 1e-5),
        0,
        json.flag("tie_word_embeddings", true),
        json.integers("eos_token_id").stream().findFirst().orElse(-1));
  }

  private static final int MOST_CHANNELS = 1 << 17;

  static void write(ModelConfig config, ObjectNode json) {
    json.putArray("architectures").add("GPT2LMHeadModel");
    json.put("model_type", "gpt2");
    json.put("activation_function", "gelu_new");
    json.put("n_embd", config.channels());
    json.put("n_layer", config.layerCount());
    json.put("n_head", config.headCount());
    json.put("n_inner", config.feedForwardChannels());
    json.put("n_positions", config.contextLength());
    json.put("n_ctx", config.contextLength());
    json.put("vocab_size", config.vocabularySize());
    json.put("layer_norm_epsilon", config.normEpsilon());
    json.put("scale_attn_weights", true);
    json.put("scale_attn_by_inverse_layer_idx", false);
    json.put("attn_pdrop", 0.0);
    json.put("embd_pdrop", 0.0);
    json.put("resid_pdrop", 0.0);
  }

  private static void refuseOtherShapes(JsonObject json) {
    if (json.has("activation_function")
        && !ACTIVATIONS.contains(json.text("activation_function"))) {
      throw json.wrong("activation_function", "\"gelu_new\"");
    }
    if (!json.flag("scale_attn_weights", true)) {
      throw json.wrong("scale_attn_weights", "true");
    }
    for (String other : Set.of("scale_attn_by_inverse_layer_idx", "add_cross_attention")) {
      if (json.flag(other, false)) {
        throw json.wrong(other, "false");
      }
    }
    if (json.has("quantization_config")) {
      throw json.wrong("quantization_config", "unquantized weights");
    }
  }
}
