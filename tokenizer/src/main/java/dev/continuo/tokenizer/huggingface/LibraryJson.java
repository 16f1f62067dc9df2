package dev.continuo.tokenizer.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.addedtokens.AddedTokens;
import dev.continuo.tokenizer.addedtokens.TokenIds;
import dev.continuo.tokenizer.json.TokenizerException;
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
public final class LibraryJson {

  private LibraryJson() {}

  /** The copy; {@code root} stays as it is. */
  public static ObjectNode of(ObjectNode root, TokenIds ids) {
    ObjectNode copy = root.objectNode();
    copy.setAll(root);
    copy.putNull("truncation").putNull("padding").putNull("post_processor");
    if (root.path("model") instanceof ObjectNode model && model.hasNonNull("dropout")) {
      ObjectNode sure = root.objectNode();
      sure.setAll(model);
      copy.set("model", sure.putNull("dropout"));
    }
    SecureRandom random = new SecureRandom();
    copy.set("added_tokens", tokens(root, ids, () -> secret(random)));
    return copy;
  }

  /**
   * Checks that hiding the special tokens does not renumber the other added ones.
   *
   * @throws TokenizerException if it would
   */
  public static void checkNumbering(ObjectNode root, TokenIds ids) {
    Map<String, Integer> renumbered = new HashMap<>();
    AddedTokens.number(
        tokens(root, ids, unusedNames(ids)),
        ids.model(),
        (token, id) -> renumbered.put(token.path("content").asText(), id));
    ids.added()
        .forEach(
            (content, id) -> {
              if (!id.equals(renumbered.get(content))) {
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
  private static ArrayNode tokens(ObjectNode root, TokenIds ids, Supplier<String> names) {
    ArrayNode tokens = root.arrayNode();
    for (JsonNode token : root.path("added_tokens")) {
      String content = token.path("content").asText();
      if (!ids.specials().containsKey(content)) {
        tokens.add(token);
      } else if (!ids.model().containsKey(content)) {
        ObjectNode renamed = root.objectNode();
        renamed.setAll((ObjectNode) token);
        tokens.add(renamed.put("content", names.get()));
      }
    }
    return tokens;
  }

  private static Supplier<String> unusedNames(TokenIds ids) {
    return Stream.iterate(0, number -> number + 1)
            .map(number -> "\uE000" + number)
            .filter(name -> !ids.model().containsKey(name) && !ids.added().containsKey(name))
            .iterator()
        ::next;
  }

  private static String secret(SecureRandom random) {
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    return "\uE000" + Base64.getEncoder().encodeToString(bytes) + "\uE000";
  }
}
