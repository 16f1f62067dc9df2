package dev.continuo.model.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A JSON object of a file that is not trusted: every error names the file and the key. */
public final class JsonObject {

  private static final int MOST_BYTES = 1 << 20;
  private static final int SHOWN_CHARACTERS = 60;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(50)
                  .maxNumberLength(100)
                  .maxNameLength(10_000)
                  .maxStringLength(1 << 20)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final String source;
  private final JsonNode node;

  private JsonObject(String source, JsonNode node) {
    this.source = source;
    this.node = node;
  }

  /** Reads a file that holds one JSON object without duplicate keys. */
  public static JsonObject read(Path file) {
    return read(file, MOST_BYTES);
  }

  /** Reads such a file of a size that is given; the memory that it takes grows with that. */
  public static JsonObject read(Path file, int mostBytes) {
    if (!Files.isRegularFile(file)) {
      throw new ModelException(
          file + ": there is no such file; expected a JSON file of a run or HuggingFace folder");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(mostBytes + 1);
      if (bytes.length > mostBytes) {
        throw new ModelException(file + ": expected at most " + mostBytes + " bytes of JSON");
      }
      JsonNode node = MAPPER.readTree(bytes);
      if (node == null || !node.isObject()) {
        throw new ModelException(file + ": expected a JSON object, found " + shown(node));
      }
      return new JsonObject(file.toString(), node);
    } catch (IOException e) {
      throw notJson(file.toString(), e);
    }
  }

  /** A parser with the same limits, for a part of a file that is read token by token. */
  public static JsonParser parser(byte[] bytes) throws IOException {
    return FACTORY.createParser(bytes);
  }

  /** The error of a text that is not JSON, on one line. */
  public static ModelException notJson(String source, IOException e) {
    String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new ModelException(source + ": cannot be read as JSON: " + reason, e);
  }

  /** Whether the key is there and not null. */
  public boolean has(String key) {
    return node.hasNonNull(key);
  }

  /** Whether the key is there and null. */
  public boolean isNull(String key) {
    return node.path(key).isNull();
  }

  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  public int integer(String key) {
    JsonNode value = node.path(key);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(key, "a whole number of 32 bits");
    }
    return value.intValue();
  }

  public int integer(String key, int otherwise) {
    return has(key) ? integer(key) : otherwise;
  }

  public double number(String key, double otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    if (!node.path(key).isNumber()) {
      throw wrong(key, "a number");
    }
    return node.path(key).doubleValue();
  }

  public boolean flag(String key, boolean otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    if (!node.path(key).isBoolean()) {
      throw wrong(key, "true or false");
    }
    return node.path(key).booleanValue();
  }

  public String text(String key) {
    if (!node.path(key).isTextual()) {
      throw wrong(key, "a string");
    }
    return node.path(key).textValue();
  }

  public Optional<JsonObject> object(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!node.path(key).isObject()) {
      throw wrong(key, "an object");
    }
    return Optional.of(new JsonObject(source + ": " + key, node.path(key)));
  }

  /** The strings of an array, or an empty list where the key is absent. */
  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array(key)) {
      if (!element.isTextual()) {
        throw wrong(key, "an array of strings");
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  /** One whole number or an array of them, as {@code eos_token_id} is; empty where absent. */
  public List<Integer> integers(String key) {
    if (has(key) && !node.path(key).isArray()) {
      return List.of(integer(key));
    }
    List<Integer> integers = new ArrayList<>();
    for (JsonNode element : array(key)) {
      if (!element.isIntegralNumber() || !element.canConvertToInt()) {
        throw wrong(key, "whole numbers of 32 bits");
      }
      integers.add(element.intValue());
    }
    return integers;
  }

  /** The error of a key whose value is not what it should be. */
  public ModelException wrong(String key, String expected) {
    return new ModelException(
        source + ": " + key + ": expected " + expected + ", found " + shown(node.get(key)));
  }

  /** The same error with this object's place in front, where it is not there yet. */
  ModelException named(ModelException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith(source) ? e : new ModelException(source + ": " + message, e);
  }

  private JsonNode array(String key) {
    JsonNode value = node.path(key);
    if (has(key) && !value.isArray()) {
      throw wrong(key, "an array");
    }
    return value;
  }

  private static String shown(@Nullable JsonNode value) {
    if (value == null || value.isMissingNode()) {
      return "nothing";
    }
    String text = value.toString();
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }
}
