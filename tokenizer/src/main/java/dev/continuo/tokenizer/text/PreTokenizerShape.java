package dev.continuo.tokenizer.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** What the normalizer and pre-tokenizer of a file let one conclude. */
final class PreTokenizerShape {

  private static final Set<String> HARMLESS_NORMALIZERS = Set.of("", "NFC");

  private PreTokenizerShape() {}

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
