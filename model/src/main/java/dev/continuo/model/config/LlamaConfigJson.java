package dev.continuo.model.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.config.ModelConfig.Architecture;
import java.util.List;
import java.util.Locale;

/** The keys of {@code config.json} by which Qwen3 and Llama models are described. */
final class LlamaConfigJson {

  private LlamaConfigJson() {}

  static ModelConfig read(Architecture architecture, JsonObject json) {
    refuseOtherShapes(json);
    int channels = json.integer("hidden_size");
    int headCount = json.integer("num_attention_heads");
    boolean qwen = architecture == Architecture.QWEN3;
    return new ModelConfig(
        architecture,
        json.integer("vocab_size"),
        channels,
        json.integer("num_hidden_layers"),
        headCount,
        qwen ? json.integer("num_key_value_heads") : json.integer("num_key_value_heads", headCount),
        qwen
            ? json.integer("head_dim")
            : json.integer("head_dim", channels / Math.max(1, headCount)),
        json.integer("intermediate_size"),
        json.integer("max_position_embeddings"),
        json.number("rms_norm_eps", 1e-6),
        rotaryBase(json),
        json.flag("tie_word_embeddings", false),
        json.integers("eos_token_id").stream().findFirst().orElse(-1));
  }

  static void write(ModelConfig config, ObjectNode json) {
    String family = config.architecture() == Architecture.QWEN3 ? "Qwen3" : "Llama";
    json.putArray("architectures").add(family + "ForCausalLM");
    json.put("model_type", family.toLowerCase(Locale.ROOT));
    json.put("attention_bias", false);
    json.put("attention_dropout", 0.0);
    json.put("hidden_act", "silu");
    json.put("hidden_size", config.channels());
    json.put("intermediate_size", config.feedForwardChannels());
    json.put("num_hidden_layers", config.layerCount());
    json.put("num_attention_heads", config.headCount());
    json.put("num_key_value_heads", config.keyValueHeadCount());
    json.put("head_dim", config.headSize());
    json.put("max_position_embeddings", config.contextLength());
    json.put("vocab_size", config.vocabularySize());
    json.put("rms_norm_eps", config.normEpsilon());
    json.put("rope_theta", config.rotaryBase());
    ObjectNode rotary = json.putObject("rope_parameters");
    rotary.put("rope_type", "default");
    rotary.put("rope_theta", config.rotaryBase());
  }

  private static void refuseOtherShapes(JsonObject json) {
    for (String bias : List.of("attention_bias", "mlp_bias", "use_sliding_window")) {
      if (json.flag(bias, false)) {
        throw json.wrong(bias, "false");
      }
    }
    if (json.has("hidden_act") && !json.text("hidden_act").equals("silu")) {
      throw json.wrong("hidden_act", "\"silu\"");
    }
    if (json.has("quantization_config")) {
      throw json.wrong("quantization_config", "unquantized weights");
    }
    for (String rotary : List.of("rope_scaling", "rope_parameters")) {
      json.object(rotary).ifPresent(LlamaConfigJson::refuseOtherRotary);
    }
  }

  private static void refuseOtherRotary(JsonObject rotary) {
    for (String type : List.of("rope_type", "type")) {
      if (rotary.has(type) && !rotary.text(type).equals("default")) {
        throw rotary.wrong(type, "\"default\"");
      }
    }
    if (rotary.number("partial_rotary_factor", 1) != 1) {
      throw rotary.wrong("partial_rotary_factor", "1");
    }
  }

  private static double rotaryBase(JsonObject json) {
    double top = json.number("rope_theta", 10_000);
    return json.object("rope_parameters")
        .map(rotary -> rotary.number("rope_theta", top))
        .orElse(top);
  }
}
