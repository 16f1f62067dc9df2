package dev.continuo.tokenizer.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A copy of a tokenizer's JSON in which no text matches a special token: those that the model's
 * vocabulary holds are no longer matched, the others get a name that nobody can guess.
 */
final class EncoderCopy {

  private static final SecureRandom RANDOM = new SecureRandom();

  private EncoderCopy() {}

  static ObjectNode of(ObjectNode root, TokenTable table) {
    ObjectNode copy = root.objectNode();
    copy.setAll(root);
    copy.putNull("truncation").putNull("padding").putNull("post_processor");
    if (root.path("model") instanceof ObjectNode model && model.hasNonNull("dropout")) {
      ObjectNode sure = root.objectNode();
      sure.setAll(model);
      copy.set("model", sure.putNull("dropout"));
    }
    ArrayNode tokens = copy.putArray("added_tokens");
    for (JsonNode token : root.path("added_tokens")) {
      String content = token.path("content").asText();
      if (!table.specials().containsKey(content)) {
        tokens.add(token);
      } else if (!table.model().containsKey(content)) {
        ObjectNode renamed = root.objectNode();
        renamed.setAll((ObjectNode) token);
        tokens.add(renamed.put("content", secret()));
      }
    }
    checkNumbering(tokens, table);
    return copy;
  }

  private static String secret() {
    byte[] bytes = new byte[24];
    RANDOM.nextBytes(bytes);
    return "\uE000" + Base64.getEncoder().encodeToString(bytes) + "\uE000";
  }

  private static void checkNumbering(ArrayNode tokens, TokenTable table) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    AddedTokens.number(
        tokens, table.model(), (token, id) -> ids.put(token.path("content").asText(), id));
    table
        .added()
        .forEach(
            (content, id) -> {
              if (!id.equals(ids.get(content))) {
                throw new TokenizerException(
                    "expected ids of added_tokens to follow model.vocab without gaps, found %d for"
                            .formatted(id)
                        + " '%s'".formatted(content));
              }
            });
  }
}
