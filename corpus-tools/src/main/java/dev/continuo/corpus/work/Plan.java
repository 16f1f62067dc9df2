package dev.continuo.corpus.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Says what intermediate results are made of and how: options, versions and files, as JSON in one
 * canonical form with sorted keys. Work goes on only where the plan is the same, byte for byte.
 *
 * <p>Example: {@code new Plan().put("seed", 42).put("cuts", 1)} is <code>
 * {"cuts" : 1, "seed" : 42}</code>.
 */
public final class Plan {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final SortedMap<String, Object> values = new TreeMap<>();

  /** Sets a value. */
  public Plan put(String key, String value) {
    values.put(key, value);
    return this;
  }

  /** Sets a value. */
  public Plan put(String key, long value) {
    values.put(key, value);
    return this;
  }

  /** Sets a value. */
  public Plan put(String key, double value) {
    values.put(key, value);
    return this;
  }

  /** Sets a value. */
  public Plan put(String key, boolean value) {
    values.put(key, value);
    return this;
  }

  /** Sets a part with keys of its own. */
  public Plan put(String key, Plan part) {
    values.put(key, part.values);
    return this;
  }

  /** Sets strings whose order matters. */
  public Plan put(String key, List<String> value) {
    values.put(key, List.copyOf(value));
    return this;
  }

  /** Its canonical JSON. */
  byte[] toJson() {
    try {
      return MAPPER.writeValueAsBytes(values);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first key of two plans, by its path, whose values differ. */
  static String difference(byte[] one, byte[] other) {
    try {
      return difference("", MAPPER.readTree(one), MAPPER.readTree(other));
    } catch (IOException e) {
      // Not JSON: the plan of an earlier version, or a damaged one.
      return "";
    }
  }

  private static String difference(String path, JsonNode one, JsonNode other) {
    if (one.isObject() && other.isObject()) {
      SortedMap<String, JsonNode> all = new TreeMap<>();
      one.properties().forEach(e -> all.put(e.getKey(), e.getValue()));
      other.properties().forEach(e -> all.put(e.getKey(), e.getValue()));
      for (String key : all.keySet()) {
        if (!one.path(key).equals(other.path(key))) {
          String below = path.isEmpty() ? key : path + "." + key;
          return difference(below, one.path(key), other.path(key));
        }
      }
    }
    return path;
  }
}
