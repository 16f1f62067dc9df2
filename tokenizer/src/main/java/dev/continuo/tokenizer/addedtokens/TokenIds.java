package dev.continuo.tokenizer.addedtokens;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.tokenizer.model.ModelVocabulary;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ids of a file's tokens, as the HuggingFace library numbers them.
 *
 * @param model those of the model
 * @param specials the special ones among the added tokens
 * @param added the other added tokens
 */
public record TokenIds(
    Map<String, Integer> model, Map<String, Integer> specials, Map<String, Integer> added) {

  /** The tokens of a {@code tokenizer.json}. */
  public static TokenIds of(JsonNode root) {
    Map<String, Integer> model = ModelVocabulary.read(root.path("model"));
    Map<String, Integer> specials = new LinkedHashMap<>();
    Map<String, Integer> added = new LinkedHashMap<>();
    AddedTokens.number(
        root.path("added_tokens"),
        model,
        (token, id) -> {
          String content = token.path("content").asText();
          (token.path("special").asBoolean() ? specials : added).put(content, id);
        });
    return new TokenIds(model, specials, added);
  }

  /** The same tokens by id. */
  public Vocabulary vocabulary() {
    Map<String, Integer> tokens = new LinkedHashMap<>(model);
    tokens.putAll(added);
    return new Vocabulary(tokens, specials);
  }
}
