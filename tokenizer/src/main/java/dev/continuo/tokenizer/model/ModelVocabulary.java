package dev.continuo.tokenizer.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.tokenizer.json.JsonKeys;
import dev.continuo.tokenizer.json.TokenizerException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The {@code vocab} of a {@code model}: its tokens and their ids, checked. */
public final class ModelVocabulary {

  /** Ids from here on are refused: no published vocabulary comes near. */
  private static final int MOST = 1 << 22;

  private ModelVocabulary() {}

  /**
   * The tokens in the order of the file.
   *
   * @throws TokenizerException if the kind of model is not known, or an id is missing or stands
   *     twice
   */
  public static Map<String, Integer> read(JsonNode model) {
    String type = model.path("type").asText("BPE");
    JsonNode vocab = model.path("vocab");
    if (vocab.size() > MOST) {
      throw new TokenizerException(
          String.format(
              Locale.ROOT,
              "expected at most %d tokens in model.vocab, found %d",
              MOST,
              vocab.size()));
    }
    return switch (type) {
      case "BPE", "WordLevel", "WordPiece" -> named(vocab);
      case "Unigram" -> listed(vocab);
      default ->
          throw new TokenizerException(
              "expected model.type BPE, WordLevel, WordPiece or Unigram, found '%s'"
                  .formatted(type));
    };
  }

  private static Map<String, Integer> named(JsonNode vocab) {
    if (!vocab.isObject() || vocab.isEmpty()) {
      throw new TokenizerException("expected model.vocab to be an object of tokens and their ids");
    }
    Map<String, Integer> tokens = LinkedHashMap.newLinkedHashMap(vocab.size());
    Set<Integer> seen = HashSet.newHashSet(vocab.size());
    for (Map.Entry<String, JsonNode> entry : vocab.properties()) {
      JsonNode id = entry.getValue();
      if (!id.isInt() || id.intValue() < 0 || id.intValue() >= MOST) {
        throw new TokenizerException(
            String.format(
                Locale.ROOT,
                "expected an id from 0 to %d for token '%s' in model.vocab, found %s",
                MOST - 1,
                entry.getKey(),
                JsonKeys.shortened(id, 40)));
      }
      if (!seen.add(id.intValue())) {
        throw new TokenizerException(
            String.format(
                Locale.ROOT,
                "expected each id once in model.vocab, found %d twice",
                id.intValue()));
      }
      tokens.put(entry.getKey(), id.intValue());
    }
    return tokens;
  }

  private static Map<String, Integer> listed(JsonNode vocab) {
    Map<String, Integer> tokens = LinkedHashMap.newLinkedHashMap(vocab.size());
    for (int id = 0; id < vocab.size(); id++) {
      JsonNode token = vocab.get(id).path(0);
      if (!vocab.isArray() || !token.isTextual() || !vocab.get(id).path(1).isNumber()) {
        throw new TokenizerException(
            String.format(Locale.ROOT, "expected [token, score] as entry %d of model.vocab", id));
      }
      tokens.put(token.textValue(), id);
    }
    return tokens;
  }
}
