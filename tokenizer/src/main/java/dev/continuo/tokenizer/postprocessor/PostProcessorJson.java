package dev.continuo.tokenizer.postprocessor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The {@code post_processor} of a {@code tokenizer.json}: the ids added around those of a text. */
public final class PostProcessorJson {

  private static final String TEMPLATE = "TemplateProcessing";

  private PostProcessorJson() {}

  /** The ids before a single text; empty if this kind of post-processor is not known. */
  public static Optional<List<Integer>> bosIds(JsonNode processor) {
    if (processor.isMissingNode() || processor.isNull()) {
      return Optional.of(List.of());
    }
    return switch (processor.path("type").asText()) {
      case "ByteLevel" -> Optional.of(List.of());
      case "BertProcessing", "RobertaProcessing" -> ids(List.of(processor.path("cls").path(1)));
      case TEMPLATE -> ofTemplate(processor);
      case "Sequence" -> ofSequence(processor.path("processors"));
      default -> Optional.empty();
    };
  }

  /** A post-processor that puts one special token in front of a text. */
  public static ObjectNode withBos(int id, String name) {
    ObjectNode processor = JsonNodeFactory.instance.objectNode().put("type", TEMPLATE);
    ArrayNode single = processor.putArray("single");
    special(single, name, 0);
    sequence(single, "A", 0);
    ArrayNode pair = processor.putArray("pair");
    special(pair, name, 0);
    sequence(pair, "A", 0);
    special(pair, name, 1);
    sequence(pair, "B", 1);
    ObjectNode token = processor.putObject("special_tokens").putObject(name).put("id", name);
    token.putArray("ids").add(id);
    token.putArray("tokens").add(name);
    return processor;
  }

  private static Optional<List<Integer>> ofTemplate(JsonNode template) {
    List<JsonNode> ids = new ArrayList<>();
    for (JsonNode piece : template.path("single")) {
      if (!piece.has("SpecialToken")) {
        break;
      }
      String name = piece.path("SpecialToken").path("id").asText();
      JsonNode token = template.path("special_tokens").path(name).path("ids");
      if (token.isEmpty()) {
        return Optional.empty();
      }
      token.forEach(ids::add);
    }
    return ids(ids);
  }

  /** The ids of a later part stand before those of an earlier one. */
  private static Optional<List<Integer>> ofSequence(JsonNode processors) {
    List<Integer> all = new ArrayList<>();
    for (JsonNode processor : processors) {
      Optional<List<Integer>> ids = bosIds(processor);
      if (ids.isEmpty()) {
        return ids;
      }
      all.addAll(0, ids.get());
    }
    return Optional.of(all);
  }

  private static Optional<List<Integer>> ids(List<JsonNode> nodes) {
    return nodes.stream().allMatch(JsonNode::isInt)
        ? Optional.of(nodes.stream().map(JsonNode::intValue).toList())
        : Optional.empty();
  }

  private static void special(ArrayNode pieces, String name, int type) {
    pieces.addObject().putObject("SpecialToken").put("id", name).put("type_id", type);
  }

  private static void sequence(ArrayNode pieces, String name, int type) {
    pieces.addObject().putObject("Sequence").put("id", name).put("type_id", type);
  }
}
