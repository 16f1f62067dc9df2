package dev.continuo.tokenizer.pretokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How a {@code tokenizer.json} writes the pre-tokenizers. */
public final class PreTokenizerJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Set<String> BYTE_LEVEL_PARTS =
      Set.of("type", "add_prefix_space", "trim_offsets", "use_regex");

  private PreTokenizerJson() {}

  /** What the file says for a pre-tokenizer. */
  public static ObjectNode of(PreTokenizer preTokenizer) {
    return switch (preTokenizer) {
      case GPT2 -> byteLevel(true);
      case GPT2_DIGITS -> sequence(digits(true), byteLevel(true));
      case GPT4, QWEN -> sequence(split(preTokenizer.pattern()), byteLevel(false));
    };
  }

  /** The pre-tokenizer that a file asks for, where it is one that is known to the last detail. */
  public static Optional<PreTokenizer> known(JsonNode preTokenizer) {
    if (isByteLevel(preTokenizer, true)) {
      return Optional.of(PreTokenizer.GPT2);
    }
    JsonNode parts = preTokenizer.path("pretokenizers");
    if (!isOf(preTokenizer, "Sequence") || parts.size() != 2) {
      return Optional.empty();
    }
    JsonNode first = parts.path(0);
    JsonNode second = parts.path(1);
    boolean digits =
        isOf(first, "Digits") && first.path("individual_digits").asBoolean() && first.size() == 2;
    if (digits) {
      return isByteLevel(second, true) ? Optional.of(PreTokenizer.GPT2_DIGITS) : Optional.empty();
    }
    return isByteLevel(second, false) ? knownSplit(first) : Optional.empty();
  }

  /** The step that makes each character a word. */
  public static ObjectNode characters() {
    return split("[\\s\\S]");
  }

  /** Whether a step is that of {@link #characters}. */
  public static boolean isOfCharacters(JsonNode preTokenizer) {
    return preTokenizer.equals(characters());
  }

  /** A step that makes each match of an expression, and each stretch between matches, a word. */
  public static ObjectNode split(String pattern) {
    ObjectNode split = NODES.objectNode().put("type", "Split");
    split.putObject("pattern").put("Regex", pattern);
    return split.put("behavior", "Isolated").put("invert", false);
  }

  /**
   * The step, and the decoder, of byte-level vocabularies.
   *
   * @param cutsWords whether it also cuts words as GPT-2 does
   */
  public static ObjectNode byteLevel(boolean cutsWords) {
    ObjectNode byteLevel = NODES.objectNode().put("type", "ByteLevel");
    byteLevel.put("add_prefix_space", false).put("trim_offsets", true);
    return byteLevel.put("use_regex", cutsWords);
  }

  /** A step that cuts out digits, each on its own or all that follow each other. */
  static ObjectNode digits(boolean individual) {
    return NODES.objectNode().put("type", "Digits").put("individual_digits", individual);
  }

  /** One step after the other. */
  static ObjectNode sequence(ObjectNode... steps) {
    ObjectNode sequence = NODES.objectNode().put("type", "Sequence");
    sequence.putArray("pretokenizers").addAll(List.of(steps));
    return sequence;
  }

  /** Whether text is cut by a pattern that ends a word after a letter, before white space. */
  public static boolean cutsByPattern(JsonNode preTokenizer) {
    return switch (preTokenizer.path("type").asText()) {
      case "ByteLevel" ->
          keepsStart(preTokenizer) && preTokenizer.path("use_regex").asBoolean(true);
      case "Split" -> preTokenizer.path("pattern").has("Regex");
      case "Sequence" -> {
        boolean cuts = false;
        for (JsonNode part : preTokenizer.path("pretokenizers")) {
          String type = part.path("type").asText();
          boolean known =
              type.equals("Split")
                  || type.equals("Digits")
                  || (type.equals("ByteLevel") && keepsStart(part));
          if (!known) {
            yield false;
          }
          cuts |= cutsByPattern(part);
        }
        yield cuts;
      }
      default -> false;
    };
  }

  private static boolean keepsStart(JsonNode byteLevel) {
    return !byteLevel.path("add_prefix_space").asBoolean(true);
  }

  private static Optional<PreTokenizer> knownSplit(JsonNode split) {
    boolean isolates =
        isOf(split, "Split")
            && split.path("behavior").asText().equals("Isolated")
            && !split.path("invert").asBoolean()
            && split.size() == 4;
    String pattern = split.path("pattern").path("Regex").asText();
    return List.of(PreTokenizer.GPT2, PreTokenizer.GPT4, PreTokenizer.QWEN).stream()
        .filter(known -> isolates && known.pattern().equals(pattern))
        .findFirst();
  }

  private static boolean isByteLevel(JsonNode part, boolean cutsWords) {
    return isOf(part, "ByteLevel")
        && part.properties().stream().allMatch(entry -> BYTE_LEVEL_PARTS.contains(entry.getKey()))
        && part.path("add_prefix_space").isBoolean()
        && !part.path("add_prefix_space").asBoolean()
        && part.path("trim_offsets").isBoolean()
        && (part.path("use_regex").isMissingNode() || part.path("use_regex").isBoolean())
        && part.path("use_regex").asBoolean(true) == cutsWords;
  }

  private static boolean isOf(JsonNode part, String type) {
    return part.path("type").asText().equals(type);
  }
}
