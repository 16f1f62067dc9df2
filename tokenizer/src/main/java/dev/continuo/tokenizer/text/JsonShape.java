package dev.continuo.tokenizer.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Whether JSON has known parts alone. */
final class JsonShape {

  /** The parts of a {@code tokenizer.json}. */
  static final Set<String> FILE_PARTS =
      Set.of(
          "version",
          "truncation",
          "padding",
          "added_tokens",
          "normalizer",
          "pre_tokenizer",
          "post_processor",
          "decoder",
          "model");

  private JsonShape() {}

  static boolean hasOnly(JsonNode object, Set<String> names) {
    return object.isObject()
        && object.properties().stream().allMatch(entry -> names.contains(entry.getKey()));
  }

  static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }
}
