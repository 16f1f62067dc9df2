package dev.continuo.tokenizer.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.tokenizer.json.JsonKeys;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A vocabulary with a token for each character, and one for all others: a {@code model} of type
 * {@code WordLevel}. Characters of one char are looked up in an array, the others in a map.
 */
public final class CharacterEncoder {

  private static final Set<String> KEYS = Set.of("type", "vocab", "unk_token");

  private final int[] ofChars;
  private final Map<Integer, Integer> ids;
  private final int unknown;

  private CharacterEncoder(Map<Integer, Integer> ids, int unknown) {
    this.ids = Map.copyOf(ids);
    this.unknown = unknown;
    int last = ids.keySet().stream().filter(Character::isBmpCodePoint).reduce(-1, Math::max);
    ofChars = new int[last + 1];
    Arrays.fill(ofChars, unknown);
    ids.forEach(
        (character, id) -> {
          if (character <= last) {
            ofChars[character] = id;
          }
        });
  }

  /**
   * The vocabulary of a model, or empty where the model has a part that is not known.
   *
   * @param tokens the ids of its tokens
   */
  public static Optional<CharacterEncoder> read(JsonNode model, Map<String, Integer> tokens) {
    Integer unknown = tokens.get(model.path("unk_token").asText());
    boolean known =
        JsonKeys.hasOnly(model, KEYS) && model.path("type").asText().equals("WordLevel");
    if (!known || unknown == null) {
      return Optional.empty();
    }
    Map<Integer, Integer> ids = new HashMap<>();
    tokens.forEach(
        (token, id) -> {
          if (isCharacter(token)) {
            ids.put(token.codePointAt(0), id);
          }
        });
    return Optional.of(new CharacterEncoder(ids, unknown));
  }

  /** Whether a token is one character. */
  public static boolean isCharacter(String token) {
    return token.codePointCount(0, token.length()) == 1;
  }

  /** The ids of a text without unpaired surrogates. */
  public int[] encode(String text) {
    int[] encoded = new int[text.length()];
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      char first = text.charAt(i);
      if (Character.isHighSurrogate(first)) {
        encoded[count++] = ids.getOrDefault(text.codePointAt(i), unknown);
        i++;
      } else {
        encoded[count++] = first < ofChars.length ? ofChars[first] : unknown;
      }
    }
    return Arrays.copyOf(encoded, count);
  }
}
