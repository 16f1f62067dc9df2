package dev.continuo.cli.serve.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.generate.Range;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** The fields of a request by type and range; null counts as absent. */
final class Fields {

  private final ObjectNode object;
  private final String path;

  private Fields(ObjectNode object, String path) {
    this.object = object;
    this.path = path;
  }

  /** Parameters of other services, each with the value that turns it off and is accepted. */
  private static final Map<String, JsonNode> OFF =
      Map.of(
          "ignore_eos", BooleanNode.FALSE,
          "use_beam_search", BooleanNode.FALSE,
          "early_stopping", BooleanNode.FALSE,
          "include_stop_str_in_output", BooleanNode.FALSE,
          "skip_special_tokens", BooleanNode.TRUE,
          "spaces_between_special_tokens", BooleanNode.TRUE,
          "min_tokens", IntNode.valueOf(0),
          "length_penalty", IntNode.valueOf(1),
          "stop_token_ids", JsonNodeFactory.instance.arrayNode());

  /**
   * The fields of an object; any other name is refused, unless its value is null or turns off
   * another service's parameter of that name.
   *
   * @param path what the names of fields begin with in errors
   */
  static Fields of(ObjectNode object, String path, Set<String> known) {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              JsonNode value = object.get(name);
              if (!known.contains(name) && !value.isNull() && !isOff(name, value)) {
                String expected = "one of " + String.join(", ", known.stream().sorted().toList());
                throw ApiError.field(path + name, expected, "an unknown field");
              }
            });
    return new Fields(object, path);
  }

  Optional<JsonNode> get(String name) {
    return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
  }

  boolean flag(String name) {
    return get(name)
        .map(
            node -> {
              if (!node.isBoolean()) {
                throw ApiError.field(path + name, "true or false", node);
              }
              return node.booleanValue();
            })
        .orElse(false);
  }

  Optional<String> text(String name) {
    return get(name)
        .map(
            node -> {
              if (!node.isTextual()) {
                throw ApiError.field(path + name, "a string", node);
              }
              return node.textValue();
            });
  }

  OptionalInt integer(String name, int least, int most) {
    Optional<JsonNode> node = get(name);
    return node.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of((int) whole(path + name, node.get(), least, most));
  }

  OptionalLong wide(String name) {
    Optional<JsonNode> node = get(name);
    return node.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(whole(path + name, node.get(), Long.MIN_VALUE, Long.MAX_VALUE));
  }

  double number(String name, Range range, double otherwise) {
    return get(name).map(node -> real(path + name, node, range)).orElse(otherwise);
  }

  private static boolean isOff(String name, JsonNode value) {
    JsonNode off = OFF.get(name);
    return off != null
        && (off.equals(value)
            || (off.isInt() && value.isNumber() && value.asDouble() == off.asInt()));
  }

  /** An integer; 1.0 is one too, as some clients write them. */
  static long whole(String name, JsonNode node, long least, long most) {
    boolean fits =
        node.isNumber()
            && node.canConvertToLong()
            && (node.isIntegralNumber() || node.doubleValue() == Math.rint(node.doubleValue()));
    if (!fits || node.longValue() < least || node.longValue() > most) {
      String range =
          least == Long.MIN_VALUE
              ? "of 64 bits"
              : String.format(Locale.ROOT, "from %,d to %,d", least, most);
      throw ApiError.field(name, "an integer " + range, node);
    }
    return node.longValue();
  }

  static double real(String name, JsonNode node, Range range) {
    if (!node.isNumber() || !range.has(node.doubleValue())) {
      throw ApiError.field(name, "a number " + range, node);
    }
    return node.doubleValue();
  }
}
