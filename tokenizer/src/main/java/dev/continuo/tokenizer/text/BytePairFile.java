package dev.continuo.tokenizer.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.tokenizer.bytepair.BytePairVocabulary;
import dev.continuo.tokenizer.format.PreTokenizerJson;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a {@code tokenizer.json} says where every part of it is one that {@link BytePairTextEncoder}
 * knows: byte-level byte pairs, cut as GPT-2, GPT-4, Llama 3 or Qwen do.
 *
 * @param vocabulary its bytes, merges and pre-tokenizer
 * @param addedTokens the tokens that are matched in text before anything else
 * @param normalizes whether text is composed (NFC) first
 */
record BytePairFile(
    BytePairVocabulary vocabulary, AddedTokenSplit addedTokens, boolean normalizes) {

  private static final Set<String> MODEL_PARTS =
      Set.of(
          "type",
          "dropout",
          "unk_token",
          "continuing_subword_prefix",
          "end_of_word_suffix",
          "fuse_unk",
          "byte_fallback",
          "ignore_merges",
          "vocab",
          "merges");

  /** The file's content for the fast way, or empty where it has a part that is not known. */
  static Optional<BytePairFile> of(JsonNode root, TokenTable table, int[] merges, int size) {
    JsonNode model = root.path("model");
    String normalizer = root.path("normalizer").path("type").asText();
    boolean known =
        JsonShape.hasOnly(root, JsonShape.FILE_PARTS)
            && isPlainModel(model)
            && DecoderKind.of(root.path("decoder")) == DecoderKind.BYTE_LEVEL
            && (JsonShape.isAbsent(root.path("normalizer")) || normalizer.equals("NFC"));
    if (!known) {
      return Optional.empty();
    }
    boolean normalizes = normalizer.equals("NFC");
    return addedTokens(root.path("added_tokens"), table, normalizes)
        .flatMap(
            added ->
                vocabulary(root, table, merges, size)
                    .map(vocabulary -> new BytePairFile(vocabulary, added, normalizes)));
  }

  private static Optional<BytePairVocabulary> vocabulary(
      JsonNode root, TokenTable table, int[] merges, int size) {
    Optional<int[]> byteIds = byteIds(table.model());
    JsonNode model = root.path("model");
    return PreTokenizerJson.known(root.path("pre_tokenizer"))
        .filter(preTokenizer -> byteIds.isPresent())
        .flatMap(
            preTokenizer ->
                BytePairVocabulary.of(
                    preTokenizer,
                    byteIds.orElseThrow(),
                    merges,
                    model.path("ignore_merges").asBoolean() ? wholeWords(table.model()) : Map.of(),
                    size));
  }

  private static boolean isPlainModel(JsonNode model) {
    return JsonShape.hasOnly(model, MODEL_PARTS)
        && model.path("type").asText().equals("BPE")
        && JsonShape.isAbsent(model.path("unk_token"))
        && isNothing(model.path("continuing_subword_prefix"))
        && isNothing(model.path("end_of_word_suffix"))
        && isSwitch(model.path("fuse_unk"))
        && isSwitch(model.path("ignore_merges"))
        && isSwitch(model.path("byte_fallback"))
        && !model.path("byte_fallback").asBoolean()
        && (JsonShape.isAbsent(model.path("dropout")) || model.path("dropout").isNumber());
  }

  private static Optional<int[]> byteIds(Map<String, Integer> tokens) {
    int[] ids = new int[256];
    for (int value = 0; value < ids.length; value++) {
      Integer id = tokens.get(String.valueOf(ByteAlphabet.character(value)));
      if (id == null) {
        return Optional.empty();
      }
      ids[value] = id;
    }
    return Optional.of(ids);
  }

  private static Map<Integer, byte[]> wholeWords(Map<String, Integer> tokens) {
    Map<Integer, byte[]> words = HashMap.newHashMap(tokens.size());
    tokens.forEach(
        (token, id) -> {
          byte[] bytes = ByteAlphabet.bytes(token);
          boolean inAlphabet = ByteAlphabet.text(bytes).equals(token);
          if (inAlphabet && bytes.length > 0) {
            words.put(id, bytes);
          }
        });
    return words;
  }

  private static Optional<AddedTokenSplit> addedTokens(
      JsonNode tokens, TokenTable table, boolean normalizes) {
    Map<String, Integer> raw = new LinkedHashMap<>();
    Map<String, Integer> normalized = new LinkedHashMap<>();
    for (JsonNode token : tokens) {
      String content = token.path("content").asText();
      Integer id = table.added().get(content);
      if (id == null) {
        continue;
      }
      boolean plain =
          Stream.of("lstrip", "rstrip", "single_word")
              .noneMatch(name -> token.path(name).asBoolean());
      boolean ascii = content.getBytes(StandardCharsets.UTF_8).length == content.length();
      if (!plain || (normalizes && !ascii)) {
        return Optional.empty();
      }
      (token.path("normalized").asBoolean(true) ? normalized : raw).put(content, id);
    }
    return Optional.of(new AddedTokenSplit(raw, normalized));
  }

  private static boolean isNothing(JsonNode value) {
    return JsonShape.isAbsent(value) || value.asText("?").isEmpty();
  }

  private static boolean isSwitch(JsonNode value) {
    return value.isMissingNode() || value.isBoolean();
  }
}
