package dev.continuo.tokenizer.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.addedtokens.AddedTokenMatcher;
import dev.continuo.tokenizer.addedtokens.TokenIds;
import dev.continuo.tokenizer.decoder.DecoderKind;
import dev.continuo.tokenizer.json.TokenizerJson;
import dev.continuo.tokenizer.model.BytePairJson;
import dev.continuo.tokenizer.model.BytePairVocabulary;
import dev.continuo.tokenizer.normalizer.Normalization;
import dev.continuo.tokenizer.pretokenizer.PreTokenizer;
import dev.continuo.tokenizer.pretokenizer.PreTokenizerJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a {@code tokenizer.json} says where every part of it is one that {@link BytePairTextEncoder}
 * knows: byte-level byte pairs, cut as GPT-2, GPT-4, Llama 3 or Qwen do.
 *
 * @param vocabulary its bytes, merges and pre-tokenizer
 * @param addedTokens the tokens that are matched in text as it is, before anything else
 * @param normalizedTokens the tokens that are matched in normalized text
 * @param normalization how text is normalized
 */
record BytePairFile(
    BytePairVocabulary vocabulary,
    AddedTokenMatcher addedTokens,
    AddedTokenMatcher normalizedTokens,
    Normalization normalization) {

  /**
   * The file's content, or empty where it has a part that is not known.
   *
   * @param size one more than the highest id
   */
  static Optional<BytePairFile> of(ObjectNode root, TokenIds tokens, int[] merges, int size) {
    Optional<Normalization> normalization = Normalization.of(root.path("normalizer"));
    Optional<PreTokenizer> preTokenizer = PreTokenizerJson.known(root.path("pre_tokenizer"));
    if (!TokenizerJson.hasKnownKeys(root)
        || DecoderKind.of(root.path("decoder")) != DecoderKind.BYTE_LEVEL
        || normalization.isEmpty()
        || preTokenizer.isEmpty()
        || !areKnown(root.path("added_tokens"), tokens, normalization.get())) {
      return Optional.empty();
    }
    return BytePairJson.read(root.path("model"), tokens.model(), merges, preTokenizer.get(), size)
        .map(
            vocabulary ->
                new BytePairFile(
                    vocabulary,
                    matcher(root, tokens, false),
                    matcher(root, tokens, true),
                    normalization.get()));
  }

  /** Whether all are matched exactly as they are written. */
  private static boolean areKnown(JsonNode added, TokenIds tokens, Normalization normalization) {
    for (JsonNode token : added) {
      String content = token.path("content").asText();
      boolean strips =
          Stream.of("lstrip", "rstrip", "single_word").anyMatch(key -> token.path(key).asBoolean());
      boolean ascii = content.getBytes(StandardCharsets.UTF_8).length == content.length();
      if (tokens.added().containsKey(content)
          && (strips || (normalization != Normalization.NONE && !ascii))) {
        return false;
      }
    }
    return true;
  }

  private static AddedTokenMatcher matcher(ObjectNode root, TokenIds tokens, boolean normalized) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (JsonNode token : root.path("added_tokens")) {
      String content = token.path("content").asText();
      Integer id = tokens.added().get(content);
      if (id != null && token.path("normalized").asBoolean(true) == normalized) {
        ids.put(content, id);
      }
    }
    return new AddedTokenMatcher(ids);
  }
}
