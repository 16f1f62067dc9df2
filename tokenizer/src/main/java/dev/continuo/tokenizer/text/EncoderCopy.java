package dev.continuo.tokenizer.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A copy of a tokenizer's JSON in which no text matches a special token: those that the model's
 * vocabulary holds are no longer matched, the others get a name that nobody can guess.
 */
final class EncoderCopy {

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
    SecureRandom random = new SecureRandom();
    copy.set("added_tokens", tokens(root, table, () -> secret(random)));
    return copy;
  }

  /**
   * Checks that hiding the special tokens does not renumber the other added ones.
   *
   * @throws TokenizerException if it would
   */
  static void checkNumbering(ObjectNode root, TokenTable table) {
    Map<String, Integer> ids = new HashMap<>();
    AddedTokens.number(
        tokens(root, table, unusedNames(table)),
        table.model(),
        (token, id) -> ids.put(token.path("content").asText(), id));
    table
        .added()
        .forEach(
            (content, id) -> {
              if (!id.equals(ids.get(content))) {
                throw new TokenizerException(
                    String.format(
                            Locale.ROOT,
                            "expected ids of added_tokens to follow model.vocab without gaps, found %d for",
                            id)
                        + " '%s'".formatted(content));
              }
            });
  }

  /** The added tokens; special ones that the model does not have get other names. */
  private static ArrayNode tokens(ObjectNode root, TokenTable table, Supplier<String> names) {
    ArrayNode tokens = root.arrayNode();
    for (JsonNode token : root.path("added_tokens")) {
      String content = token.path("content").asText();
      if (!table.specials().containsKey(content)) {
        tokens.add(token);
      } else if (!table.model().containsKey(content)) {
        ObjectNode renamed = root.objectNode();
        renamed.setAll((ObjectNode) token);
        tokens.add(renamed.put("content", names.get()));
      }
    }
    return tokens;
  }

  private static Supplier<String> unusedNames(TokenTable table) {
    return Stream.iterate(0, number -> number + 1)
            .map(number -> "\uE000" + number)
            .filter(name -> !table.model().containsKey(name) && !table.added().containsKey(name))
            .iterator()
        ::next;
  }

  private static String secret(SecureRandom random) {
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    return "\uE000" + Base64.getEncoder().encodeToString(bytes) + "\uE000";
  }
}
