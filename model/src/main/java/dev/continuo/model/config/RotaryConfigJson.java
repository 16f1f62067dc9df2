package dev.continuo.model.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.config.ModelParts.Activation;
import dev.continuo.model.config.ModelParts.Biases;
import dev.continuo.model.config.ModelParts.Factors;
import dev.continuo.model.config.ModelParts.FeedForward;
import dev.continuo.model.config.ModelParts.Positions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys of {@code config.json} by which all families but GPT-2 are described. */
final class RotaryConfigJson {

  private static final Map<String, Activation> ACTIVATIONS =
      Map.of(
          "silu", Activation.SILU,
          "swish", Activation.SILU,
          "gelu", Activation.GELU,
          "gelu_new", Activation.GELU_TANH,
          "gelu_fast", Activation.GELU_TANH,
          "gelu_pytorch_tanh", Activation.GELU_TANH);

  private RotaryConfigJson() {}

  static ModelConfig read(Architecture architecture, JsonObject json) {
    refuseOtherShapes(json);
    int channels = json.integer("hidden_size");
    int headCount = json.integer("num_attention_heads");
    int layerCount = json.integer("num_hidden_layers");
    int headSize = headSize(architecture, json, channels, headCount);
    return new ModelConfig(
        architecture,
        json.integer("vocab_size"),
        channels,
        layerCount,
        headCount,
        keyValueHeadCount(architecture, json, headCount),
        headSize,
        json.integer("intermediate_size"),
        json.integer("max_position_embeddings"),
        json.number(epsilonKey(architecture), usualEpsilon(architecture)),
        rotaryBase(architecture, json),
        json.flag("tie_word_embeddings", usuallyTied(architecture)),
        json.integers("eos_token_id").stream().findFirst().orElse(-1),
        parts(architecture, json, layerCount, headSize, channels));
  }

  private static ModelParts parts(
      Architecture architecture, JsonObject json, int layerCount, int headSize, int channels) {
    ModelParts usual = ModelParts.of(architecture);
    return usual
        .with(biases(architecture, json))
        .with(feedForward(architecture, usual.feedForward(), json))
        .withParallel(
            architecture == Architecture.GPT_NEOX && json.flag("use_parallel_residual", true))
        .with(positions(architecture, json, layerCount, headSize))
        .with(LayerKindsJson.windows(architecture, json, layerCount))
        .with(factors(architecture, json, channels));
  }

  private static int keyValueHeadCount(Architecture architecture, JsonObject json, int headCount) {
    return switch (architecture) {
      case QWEN3 -> json.integer("num_key_value_heads");
      case GPT_NEOX -> headCount;
      case LLAMA,
          GPT2,
          QWEN2,
          MISTRAL,
          SMOLLM3,
          PHI3,
          GEMMA,
          GEMMA2,
          GEMMA3,
          OLMO2,
          GRANITE,
          STARCODER2 ->
          json.integer("num_key_value_heads", headCount);
    };
  }

  private static int headSize(
      Architecture architecture, JsonObject json, int channels, int headCount) {
    boolean divided =
        switch (architecture) {
          case QWEN3, GEMMA, GEMMA2, GEMMA3 -> false;
          case GPT_NEOX -> true;
          case LLAMA, GPT2, QWEN2, MISTRAL, SMOLLM3, PHI3, OLMO2, GRANITE, STARCODER2 ->
              !json.has("head_dim");
        };
    if (!divided) {
      return json.integer("head_dim");
    }
    if (headCount > 0 && channels % headCount != 0) {
      throw json.wrong("num_attention_heads", "a divisor of hidden_size " + channels);
    }
    return channels / Math.max(1, headCount);
  }

  private static String epsilonKey(Architecture architecture) {
    return switch (architecture) {
      case GPT_NEOX -> "layer_norm_eps";
      case STARCODER2 -> "norm_epsilon";
      case QWEN3,
          LLAMA,
          GPT2,
          QWEN2,
          MISTRAL,
          SMOLLM3,
          PHI3,
          GEMMA,
          GEMMA2,
          GEMMA3,
          OLMO2,
          GRANITE ->
          "rms_norm_eps";
    };
  }

  private static double usualEpsilon(Architecture architecture) {
    return switch (architecture) {
      case GPT_NEOX, STARCODER2, PHI3, OLMO2 -> 1e-5;
      case QWEN3, LLAMA, GPT2, QWEN2, MISTRAL, SMOLLM3, GEMMA, GEMMA2, GEMMA3, GRANITE -> 1e-6;
    };
  }

  private static boolean usuallyTied(Architecture architecture) {
    return switch (architecture) {
      case SMOLLM3, GEMMA, GEMMA2, GEMMA3, STARCODER2 -> true;
      case QWEN3, LLAMA, GPT2, QWEN2, MISTRAL, PHI3, OLMO2, GRANITE, GPT_NEOX -> false;
    };
  }

  private static Biases biases(Architecture architecture, JsonObject json) {
    return switch (architecture) {
      case LLAMA, SMOLLM3, GRANITE -> {
        boolean attention = json.flag("attention_bias", false);
        yield new Biases(attention, attention, json.flag("mlp_bias", false));
      }
      case QWEN3, GEMMA, GEMMA2, GEMMA3, OLMO2 -> {
        boolean attention = json.flag("attention_bias", false);
        yield new Biases(attention, attention, false);
      }
      case GPT_NEOX -> {
        boolean attention = json.flag("attention_bias", true);
        yield new Biases(attention, attention, true);
      }
      case STARCODER2 -> json.flag("use_bias", true) ? Biases.ALL : Biases.NONE;
      case QWEN2, MISTRAL, PHI3, GPT2 -> ModelParts.of(architecture).biases();
    };
  }

  /**
   * Gemma's nets were trained with the tanh form, whatever {@code hidden_act} of their first files
   * says; {@code hidden_activation} came to correct it.
   */
  private static FeedForward feedForward(
      Architecture architecture, FeedForward usual, JsonObject json) {
    boolean gemma =
        switch (architecture) {
          case GEMMA, GEMMA2, GEMMA3 -> true;
          default -> false;
        };
    String key = json.has("hidden_activation") ? "hidden_activation" : "hidden_act";
    if (!json.has(key) || (gemma && key.equals("hidden_act") && json.text(key).equals("gelu"))) {
      return usual;
    }
    Activation activation = ACTIVATIONS.get(json.text(key));
    boolean silu = usual.activation() == Activation.SILU;
    if (activation == null || silu != (activation == Activation.SILU)) {
      throw json.wrong(key, silu ? "\"silu\"" : "one of gelu, gelu_new and gelu_pytorch_tanh");
    }
    return new FeedForward(activation, usual.gated());
  }

  /** The object with the rotary positions of the layers without a window of their own base. */
  private static Optional<JsonObject> rotary(JsonObject json) {
    Optional<JsonObject> now = json.object("rope_parameters");
    Optional<JsonObject> ofFull = now.flatMap(all -> all.object(LayerKindsJson.FULL));
    Optional<JsonObject> before = json.object("rope_scaling");
    if (now.isEmpty()) {
      return before;
    }
    JsonObject found = ofFull.orElse(now.get());
    if (before.isPresent()
        && !RotaryScalingJson.type(before.get()).equals(RotaryScalingJson.type(found))) {
      throw json.wrong("rope_scaling", "none beside other rope_parameters; write it into those");
    }
    return Optional.of(found);
  }

  private static Positions positions(
      Architecture architecture, JsonObject json, int layerCount, int headSize) {
    Optional<JsonObject> rotary = rotary(json);
    return new Positions(
        true,
        rotatedChannels(architecture, json, rotary, headSize),
        rotary
            .map(scaling -> RotaryScalingJson.read(architecture, scaling, json))
            .orElse(RotaryScaling.NONE),
        architecture == Architecture.GEMMA3 ? windowBase(json) : 0,
        LayerKindsJson.unrotated(architecture, json, layerCount));
  }

  private static int rotatedChannels(
      Architecture architecture, JsonObject json, Optional<JsonObject> rotary, int headSize) {
    boolean neox = architecture == Architecture.GPT_NEOX;
    String key = neox ? "rotary_pct" : "partial_rotary_factor";
    double above = json.number(key, neox ? 0.25 : 1);
    double share = rotary.map(o -> o.number("partial_rotary_factor", above)).orElse(above);
    if (!(share > 0 && share <= 1) || (int) (headSize * share) < 2) {
      throw json.wrong(
          rotary.isPresent() && !json.has(key) ? "rope_parameters" : key,
          String.format(
              Locale.ROOT,
              "a partial rotary factor above 0 and at most 1 that leaves 2 of %d channels",
              headSize));
    }
    int channels = (int) (headSize * share);
    return channels == headSize ? 0 : channels;
  }

  private static double rotaryBase(Architecture architecture, JsonObject json) {
    double usual =
        switch (architecture) {
          case SMOLLM3 -> 2_000_000;
          case GEMMA3 -> 1_000_000;
          case QWEN3,
              LLAMA,
              GPT2,
              QWEN2,
              MISTRAL,
              PHI3,
              GEMMA,
              GEMMA2,
              OLMO2,
              GRANITE,
              GPT_NEOX,
              STARCODER2 ->
              10_000;
        };
    double above = json.number("rope_theta", json.number("rotary_emb_base", usual));
    return rotary(json).map(rotary -> rotary.number("rope_theta", above)).orElse(above);
  }

  private static double windowBase(JsonObject json) {
    double above = json.number("rope_local_base_freq", 10_000);
    Optional<JsonObject> ofWindows =
        json.object("rope_parameters").flatMap(all -> all.object(LayerKindsJson.WINDOWED));
    ofWindows.ifPresent(
        rotary -> {
          if (!RotaryScalingJson.read(Architecture.GEMMA3, rotary, json)
              .equals(RotaryScaling.NONE)) {
            throw rotary.wrong("rope_type", "\"default\" in layers with a window");
          }
        });
    return ofWindows.map(rotary -> rotary.number("rope_theta", above)).orElse(above);
  }

  private static Factors factors(Architecture architecture, JsonObject json, int channels) {
    return switch (architecture) {
      case GEMMA -> new Factors(Math.sqrt(Math.max(1, channels)), 1, 0, 1, 0, 0);
      case GEMMA2, GEMMA3 -> {
        boolean capped = architecture == Architecture.GEMMA2;
        double scalar = json.number("query_pre_attn_scalar", 256);
        if (!(scalar > 0)) {
          throw json.wrong("query_pre_attn_scalar", "a number above 0");
        }
        yield new Factors(
            Math.sqrt(Math.max(1, channels)),
            1,
            1 / Math.sqrt(scalar),
            1,
            cap(json, "attn_logit_softcapping", capped ? 50 : 0),
            cap(json, "final_logit_softcapping", capped ? 30 : 0));
      }
      case GRANITE ->
          new Factors(
              json.number("embedding_multiplier", 1),
              json.number("residual_multiplier", 1),
              json.number("attention_multiplier", 1),
              1 / json.number("logits_scaling", 1),
              0,
              0);
      case QWEN3, LLAMA, GPT2, QWEN2, MISTRAL, SMOLLM3, PHI3, OLMO2, GPT_NEOX, STARCODER2 ->
          Factors.NONE;
    };
  }

  private static double cap(JsonObject json, String key, double usual) {
    if (json.isNull(key)) {
      return 0;
    }
    double cap = json.number(key, usual);
    if (json.has(key) && !(cap > 0)) {
      throw json.wrong(key, "a number above 0, or null");
    }
    return cap;
  }

  private static void refuseOtherShapes(JsonObject json) {
    if (json.has("quantization_config")) {
      throw json.wrong("quantization_config", "unquantized weights");
    }
    if (json.flag("use_bidirectional_attention", false)) {
      throw json.wrong("use_bidirectional_attention", "false");
    }
  }

  static void write(ModelConfig config, ObjectNode json) {
    Architecture architecture = config.architecture();
    ModelParts parts = config.parts();
    json.putArray("architectures").add(architecture.className());
    json.put("model_type", architecture.modelType());
    json.put("attention_bias", parts.biases().queryKeyValue());
    json.put("attention_dropout", 0.0);
    if (Set.of(Architecture.LLAMA, Architecture.SMOLLM3, Architecture.GRANITE)
        .contains(architecture)) {
      json.put("mlp_bias", parts.biases().feedForward());
    }
    String activation =
        switch (parts.feedForward().activation()) {
          case SILU -> "silu";
          case GELU -> "gelu";
          case GELU_TANH -> "gelu_pytorch_tanh";
        };
    json.put("hidden_act", activation);
    json.put("hidden_size", config.channels());
    json.put("intermediate_size", config.feedForwardChannels());
    json.put("num_hidden_layers", config.layerCount());
    json.put("num_attention_heads", config.headCount());
    json.put("num_key_value_heads", config.keyValueHeadCount());
    json.put("head_dim", config.headSize());
    json.put("max_position_embeddings", config.contextLength());
    json.put("vocab_size", config.vocabularySize());
    json.put(epsilonKey(architecture), config.normEpsilon());
    LayerKindsJson.write(config, json);
    writeRotary(config, json);
    writeFactors(config, json);
    switch (architecture) {
      case GPT_NEOX -> json.put("use_parallel_residual", parts.parallel());
      case STARCODER2 -> json.put("use_bias", parts.biases().any());
      case GEMMA, GEMMA2, GEMMA3 -> json.put("hidden_activation", activation);
      case QWEN3, LLAMA, GPT2, QWEN2, MISTRAL, SMOLLM3, PHI3, OLMO2, GRANITE -> {}
    }
  }

  private static void writeRotary(ModelConfig config, ObjectNode json) {
    Positions positions = config.parts().positions();
    boolean neox = config.architecture() == Architecture.GPT_NEOX;
    json.put(neox ? "rotary_emb_base" : "rope_theta", config.rotaryBase());
    if (!(positions.scaling() instanceof RotaryScaling.Unscaled)) {
      RotaryScalingJson.write(positions.scaling(), json.putObject("rope_scaling"));
    }
    ObjectNode rotary = json.putObject("rope_parameters");
    if (config.architecture() == Architecture.GEMMA3) {
      json.put("rope_local_base_freq", positions.windowBase());
      rotary
          .putObject(LayerKindsJson.WINDOWED)
          .put("rope_type", "default")
          .put("rope_theta", positions.windowBase());
      rotary = rotary.putObject(LayerKindsJson.FULL);
    }
    RotaryScalingJson.write(positions.scaling(), rotary);
    rotary.put("rope_theta", config.rotaryBase());
    if (neox || positions.channels() != 0) {
      double share = share(config.rotatedChannels(), config.headSize());
      json.put(neox ? "rotary_pct" : "partial_rotary_factor", share);
      rotary.put("partial_rotary_factor", share);
    }
  }

  /** The number of which so many channels are the whole part of that share. */
  private static double share(int channels, int headSize) {
    double share = (double) channels / headSize;
    return (int) (headSize * share) < channels ? Math.nextUp(share) : share;
  }

  private static void writeFactors(ModelConfig config, ObjectNode json) {
    Factors factors = config.parts().factors();
    switch (config.architecture()) {
      case GEMMA2, GEMMA3 -> {
        double scalar = 1 / (factors.attention() * factors.attention());
        if (Math.abs(scalar - Math.rint(scalar)) < 1e-6 * scalar) {
          json.put("query_pre_attn_scalar", (long) Math.rint(scalar));
        } else {
          json.put("query_pre_attn_scalar", scalar);
        }
        put(json, "attn_logit_softcapping", factors.attentionCap());
        put(json, "final_logit_softcapping", factors.logitCap());
      }
      case GRANITE -> {
        double attention = factors.attention();
        json.put("embedding_multiplier", factors.embedding());
        json.put("residual_multiplier", factors.residual());
        json.put(
            "attention_multiplier", attention == 0 ? 1 / Math.sqrt(config.headSize()) : attention);
        json.put("logits_scaling", 1 / factors.logits());
      }
      case QWEN3,
          LLAMA,
          GPT2,
          QWEN2,
          MISTRAL,
          SMOLLM3,
          PHI3,
          GEMMA,
          OLMO2,
          GPT_NEOX,
          STARCODER2 -> {}
    }
  }

  private static void put(ObjectNode json, String key, double cap) {
    if (cap == 0) {
      json.putNull(key);
    } else {
      json.put(key, cap);
    }
  }
}
