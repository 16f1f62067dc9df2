package dev.continuo.tokenizer.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.tokenizer.word.PreTokenizer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the normalizer and pre-tokenizer of a file let one conclude. */
final class PreTokenizerShape {

  private static final Set<String> HARMLESS_NORMALIZERS = Set.of("", "NFC");
  private static final Set<String> BYTE_LEVEL_PARTS =
      Set.of("type", "add_prefix_space", "trim_offsets", "use_regex");

  private PreTokenizerShape() {}

  /** The pre-tokenizer, where it is one that is known to the last detail. */
  static Optional<PreTokenizer> known(JsonNode preTokenizer) {
    String type = preTokenizer.path("type").asText();
    if (type.equals("ByteLevel")) {
      return isByteLevel(preTokenizer, true) ? Optional.of(PreTokenizer.GPT2) : Optional.empty();
    }
    JsonNode parts = preTokenizer.path("pretokenizers");
    if (!type.equals("Sequence") || parts.size() != 2) {
      return Optional.empty();
    }
    JsonNode first = parts.path(0);
    JsonNode second = parts.path(1);
    boolean digits =
        first.path("type").asText().equals("Digits")
            && first.path("individual_digits").asBoolean()
            && first.size() == 2;
    if (digits) {
      return isByteLevel(second, true) ? Optional.of(PreTokenizer.GPT2_DIGITS) : Optional.empty();
    }
    return isByteLevel(second, false) ? knownSplit(first) : Optional.empty();
  }

  private static Optional<PreTokenizer> knownSplit(JsonNode split) {
    boolean isolates =
        split.path("type").asText().equals("Split")
            && split.path("behavior").asText().equals("Isolated")
            && !split.path("invert").asBoolean()
            && split.size() == 4;
    if (isolates) {
      String pattern = split.path("pattern").path("Regex").asText();
      for (PreTokenizer known : List.of(PreTokenizer.GPT2, PreTokenizer.GPT4, PreTokenizer.QWEN)) {
        if (known.pattern().equals(pattern)) {
          return Optional.of(known);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isByteLevel(JsonNode part, boolean cutsWords) {
    return part.path("type").asText().equals("ByteLevel")
        && part.properties().stream().allMatch(entry -> BYTE_LEVEL_PARTS.contains(entry.getKey()))
        && part.path("add_prefix_space").isBoolean()
        && part.path("trim_offsets").isBoolean()
        && (part.path("use_regex").isMissingNode() || part.path("use_regex").isBoolean())
        && keepsStart(part)
        && part.path("use_regex").asBoolean(true) == cutsWords;
  }

  /** Whether text is cut by a pattern that ends a piece after a letter, before white space. */
  static boolean splitsSafely(JsonNode root) {
    return HARMLESS_NORMALIZERS.contains(root.path("normalizer").path("type").asText())
        && cutsByPattern(root.path("pre_tokenizer"));
  }

  private static boolean cutsByPattern(JsonNode preTokenizer) {
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
}
