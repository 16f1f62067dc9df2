package dev.continuo.model.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.config.ModelConfig.Architecture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * HuggingFace's {@code config.json}, and the {@code generation_config.json} beside it. What is
 * written opens in transformers 4 and 5.
 */
public final class ConfigFile {

  /** The name of the file in a model folder. */
  public static final String NAME = "config.json";

  /** The name of the file that holds the defaults of generation. */
  public static final String GENERATION_NAME = "generation_config.json";

  private static final JsonMapper MAPPER = new JsonMapper();

  private ConfigFile() {}

  /** Reads a {@code config.json}; anything that the model cannot express is an error. */
  public static ModelConfig read(Path configJson) {
    JsonObject json = JsonObject.read(configJson);
    Architecture architecture = architecture(json);
    refuseOtherShapes(json);
    int channels = json.integer("hidden_size");
    int headCount = json.integer("num_attention_heads");
    List<Integer> ends = json.integers("eos_token_id");
    try {
      return new ModelConfig(
          architecture,
          json.integer("vocab_size"),
          channels,
          json.integer("num_hidden_layers"),
          headCount,
          keyValueHeads(json, architecture, headCount),
          headSize(json, architecture, channels, headCount),
          json.integer("intermediate_size"),
          json.integer("max_position_embeddings"),
          json.number("rms_norm_eps", 1e-6),
          rotaryBase(json),
          json.flag("tie_word_embeddings", false),
          ends.isEmpty() ? -1 : ends.getFirst());
    } catch (ModelException e) {
      String message = String.valueOf(e.getMessage());
      String prefix = configJson + ": ";
      throw message.startsWith(prefix) ? e : new ModelException(prefix + message, e);
    }
  }

  /**
   * Every token that ends a text according to a model folder: some models name several, in {@code
   * config.json} or in {@code generation_config.json}.
   */
  public static Set<Integer> endsOfText(Path folder) {
    Set<Integer> ends =
        new TreeSet<>(JsonObject.read(folder.resolve(NAME)).integers("eos_token_id"));
    Path generation = folder.resolve(GENERATION_NAME);
    if (Files.exists(generation)) {
      ends.addAll(JsonObject.read(generation).integers("eos_token_id"));
    }
    return ends;
  }

  /** Writes a {@code config.json}. */
  public static void write(ModelConfig config, Path configJson) {
    ObjectNode json = MAPPER.createObjectNode();
    String family =
        switch (config.architecture()) {
          case QWEN3 -> "Qwen3";
          case LLAMA -> "Llama";
        };
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
    json.put("tie_word_embeddings", config.tiedEmbeddings());
    json.put("initializer_range", 0.02);
    putTextEnd(config, json);
    json.put("torch_dtype", "float32");
    json.put("dtype", "float32");
    json.put("use_cache", true);
    write(json, configJson);
  }

  /** Writes a {@code generation_config.json}: sampling, stopping at the end of a document. */
  public static void writeGeneration(ModelConfig config, Path generationConfigJson) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("do_sample", true);
    putTextEnd(config, json);
    write(json, generationConfigJson);
  }

  private static void putTextEnd(ModelConfig config, ObjectNode json) {
    if (config.endOfText() >= 0) {
      json.put("bos_token_id", config.endOfText());
      json.put("eos_token_id", config.endOfText());
      json.put("pad_token_id", config.endOfText());
    } else {
      json.putNull("bos_token_id");
      json.putNull("eos_token_id");
    }
  }

  private static void write(ObjectNode json, Path file) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    try {
      String text =
          MAPPER
              .writer(new DefaultPrettyPrinter().withObjectIndenter(indenter))
              .writeValueAsString(json);
      WholeFile.write(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new ModelException(file + ": cannot be written as JSON", e);
    }
  }

  private static Architecture architecture(JsonObject json) {
    List<String> architectures = json.texts("architectures");
    String name = architectures.size() == 1 ? architectures.getFirst() : "";
    return switch (name) {
      case "Qwen3ForCausalLM" -> Architecture.QWEN3;
      case "LlamaForCausalLM" -> Architecture.LLAMA;
      default ->
          throw json.wrong("architectures", "[\"Qwen3ForCausalLM\"] or [\"LlamaForCausalLM\"]");
    };
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
      json.object(rotary).ifPresent(ConfigFile::refuseOtherRotary);
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

  private static int keyValueHeads(JsonObject json, Architecture architecture, int headCount) {
    return switch (architecture) {
      case QWEN3 -> json.integer("num_key_value_heads");
      case LLAMA -> json.integer("num_key_value_heads", headCount);
    };
  }

  private static int headSize(
      JsonObject json, Architecture architecture, int channels, int headCount) {
    return switch (architecture) {
      case QWEN3 -> json.integer("head_dim");
      case LLAMA -> json.integer("head_dim", channels / Math.max(1, headCount));
    };
  }

  private static double rotaryBase(JsonObject json) {
    double top = json.number("rope_theta", 10_000);
    return json.object("rope_parameters")
        .map(rotary -> rotary.number("rope_theta", top))
        .orElse(top);
  }
}
