package dev.continuo.tokenizer.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.tokenizer.format.PreTokenizerJson;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a {@code tokenizer.json} says where every part of it is one that {@link
 * CharacterTextEncoder} knows: a token for each character, and one for all others.
 *
 * @param ids the tokens of characters, by code point
 * @param unknown the token of every other character
 */
record CharacterFile(Map<Integer, Integer> ids, int unknown) {

  private static final Set<String> MODEL_PARTS = Set.of("type", "vocab", "unk_token");

  CharacterFile {
    ids = Map.copyOf(ids);
  }

  /** The file's content, or empty where it has a part that is not known. */
  static Optional<CharacterFile> of(JsonNode root, TokenTable table) {
    JsonNode model = root.path("model");
    Integer unknown = table.model().get(model.path("unk_token").asText());
    boolean known =
        JsonShape.hasOnly(root, JsonShape.FILE_PARTS)
            && JsonShape.isAbsent(root.path("normalizer"))
            && PreTokenizerJson.isOfCharacters(root.path("pre_tokenizer"))
            && DecoderKind.of(root.path("decoder")) == DecoderKind.FUSE
            && JsonShape.hasOnly(model, MODEL_PARTS)
            && model.path("type").asText().equals("WordLevel")
            && table.added().isEmpty()
            && table.specials().keySet().stream().noneMatch(CharacterFile::isCharacter);
    if (!known || unknown == null) {
      return Optional.empty();
    }
    Map<Integer, Integer> ids = new HashMap<>();
    table
        .model()
        .forEach(
            (token, id) -> {
              if (isCharacter(token)) {
                ids.put(token.codePointAt(0), id);
              }
            });
    return Optional.of(new CharacterFile(ids, unknown));
  }

  private static boolean isCharacter(String token) {
    return token.codePointCount(0, token.length()) == 1;
  }
}
