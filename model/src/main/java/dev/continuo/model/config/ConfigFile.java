package dev.continuo.model.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.tokenizer.files.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
    try {
      return architecture == Architecture.GPT2
          ? Gpt2ConfigJson.read(json)
          : RotaryConfigJson.read(architecture, json);
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

  /** Writes a {@code config.json} of a model whose texts have nothing put in front of them. */
  public static void write(ModelConfig config, Path configJson) {
    write(config, -1, configJson);
  }

  /**
   * Writes a {@code config.json}.
   *
   * @param beginOfText the token that texts begin with, or -1 where none is put in front of them
   */
  public static void write(ModelConfig config, int beginOfText, Path configJson) {
    write(config, beginOfText, "float32", configJson);
  }

  /**
   * Writes a {@code config.json} beside weights of a type that transformers names so.
   *
   * @param beginOfText the token that texts begin with, or -1 where none is put in front of them
   */
  public static void write(
      ModelConfig config, int beginOfText, String weightType, Path configJson) {
    ObjectNode json = MAPPER.createObjectNode();
    if (config.architecture() == Architecture.GPT2) {
      Gpt2ConfigJson.write(config, json);
    } else {
      RotaryConfigJson.write(config, json);
    }
    json.put("tie_word_embeddings", config.tiedEmbeddings());
    json.put("initializer_range", 0.02);
    putTextEnds(config, beginOfText, json);
    json.put("torch_dtype", weightType);
    json.put("dtype", weightType);
    json.put("use_cache", true);
    write(json, configJson);
  }

  /**
   * Writes a {@code generation_config.json}: sampling, stopping at the end of a document.
   *
   * @param beginOfText the token that texts begin with, or -1 where none is put in front of them
   */
  public static void writeGeneration(
      ModelConfig config, int beginOfText, Path generationConfigJson) {
    writeGeneration(config, beginOfText, Set.of(), generationConfigJson);
  }

  /**
   * The same for a model in which several tokens end a text.
   *
   * @param endsOfText all of them
   */
  public static void writeGeneration(
      ModelConfig config, int beginOfText, Set<Integer> endsOfText, Path generationConfigJson) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("do_sample", true);
    putTextEnds(config, beginOfText, json);
    if (endsOfText.size() > 1) {
      new TreeSet<>(endsOfText).forEach(json.putArray("eos_token_id")::add);
    }
    write(json, generationConfigJson);
  }

  /** Without a token before texts, the token that ends texts is their first token too. */
  private static void putTextEnds(ModelConfig config, int beginOfText, ObjectNode json) {
    int begin = beginOfText >= 0 ? beginOfText : config.endOfText();
    put(json, "bos_token_id", begin);
    put(json, "eos_token_id", config.endOfText());
    put(json, "pad_token_id", config.endOfText()); // null too: some families have a default
  }

  private static void put(ObjectNode json, String key, int id) {
    if (id >= 0) {
      json.put(key, id);
    } else {
      json.putNull(key);
    }
  }

  private static void write(ObjectNode json, Path file) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    try {
      String text =
          MAPPER
              .writer(new DefaultPrettyPrinter().withObjectIndenter(indenter))
              .writeValueAsString(json);
      AtomicFile.write(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new ModelException(file + ": cannot be written as JSON", e);
    }
  }

  private static Architecture architecture(JsonObject json) {
    List<String> architectures = json.texts("architectures");
    String name = architectures.size() == 1 ? architectures.getFirst() : "";
    return Arrays.stream(Architecture.values())
        .filter(architecture -> architecture.className().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                json.wrong(
                    "architectures",
                    "one of "
                        + Arrays.stream(Architecture.values())
                            .map(Architecture::className)
                            .collect(Collectors.joining(", "))));
  }
}
