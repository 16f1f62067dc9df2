package dev.continuo.tokenizer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Whether JSON holds what is known here and nothing else. */
public final class JsonKeys {

  private JsonKeys() {}

  /** Whether it is an object that has these keys alone. */
  public static boolean hasOnly(JsonNode object, Set<String> keys) {
    return object.isObject()
        && object.properties().stream().allMatch(entry -> keys.contains(entry.getKey()));
  }

  /** Whether it is missing or {@code null}. */
  public static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  /** A value for a message, in so many characters at most. */
  public static String shortened(JsonNode value, int most) {
    String text = value.toString();
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }
}
