package dev.continuo.tokenizer.addedtokens;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.tokenizer.json.TokenizerException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the {@code added_tokens} as the HuggingFace library does: a token of the model keeps the
 * model's id, others get the ids after the highest one, whatever the file says.
 */
public final class AddedTokens {

  private static final List<String> SWITCHES =
      List.of("single_word", "lstrip", "rstrip", "normalized", "special");

  private AddedTokens() {}

  /** Receives a token with its id. */
  @FunctionalInterface
  public interface Numbered {
    void accept(JsonNode token, int id);
  }

  /**
   * Numbers the tokens of a file.
   *
   * @throws TokenizerException if one has no content, or a switch that is neither true nor false
   */
  public static void number(JsonNode tokens, Map<String, Integer> model, Numbered numbered) {
    if (!tokens.isMissingNode() && !tokens.isNull() && !tokens.isArray()) {
      throw new TokenizerException("expected added_tokens to be a list");
    }
    Map<String, Integer> known = new HashMap<>();
    int highest = -1;
    for (JsonNode token : tokens) {
      JsonNode content = token.path("content");
      if (!content.isTextual() || content.textValue().isEmpty()) {
        throw new TokenizerException("expected each of added_tokens to have a 'content'");
      }
      for (String name : SWITCHES) {
        if (!token.path(name).isMissingNode() && !token.path(name).isBoolean()) {
          throw new TokenizerException(
              "expected '%s' of '%s' in added_tokens to be true or false"
                  .formatted(name, content.textValue()));
        }
      }
      Integer id = model.get(content.textValue());
      if (id == null) {
        id = known.get(content.textValue());
      }
      if (id == null) {
        id = Math.max(highest + 1, model.size());
      }
      known.put(content.textValue(), id);
      highest = Math.max(highest, id);
      numbered.accept(token, id);
    }
  }
}
