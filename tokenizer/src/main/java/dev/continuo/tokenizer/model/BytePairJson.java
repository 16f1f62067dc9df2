package dev.continuo.tokenizer.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.tokenizer.json.JsonKeys;
import dev.continuo.tokenizer.pretokenizer.ByteAlphabet;
import dev.continuo.tokenizer.pretokenizer.PreTokenizer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a {@code model} of type {@code BPE} whose tokens are written in {@link ByteAlphabet}. */
public final class BytePairJson {

  private static final Set<String> KEYS =
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

  private BytePairJson() {}

  /**
   * The vocabulary, or empty where the model has a part that is not known.
   *
   * @param tokens the ids of its tokens
   * @param merges as {@link MergesJson} gives them
   * @param size one more than the highest id
   */
  public static Optional<BytePairVocabulary> read(
      JsonNode model,
      Map<String, Integer> tokens,
      int[] merges,
      PreTokenizer preTokenizer,
      int size) {
    Map<Integer, byte[]> wholeWords =
        model.path("ignore_merges").asBoolean() ? wholeWords(tokens) : Map.of();
    return byteIds(tokens)
        .filter(byteIds -> isKnown(model))
        .flatMap(byteIds -> BytePairVocabulary.of(preTokenizer, byteIds, merges, wholeWords, size));
  }

  private static boolean isKnown(JsonNode model) {
    return JsonKeys.hasOnly(model, KEYS)
        && model.path("type").asText().equals("BPE")
        && JsonKeys.isAbsent(model.path("unk_token"))
        && isNothing(model.path("continuing_subword_prefix"))
        && isNothing(model.path("end_of_word_suffix"))
        && isSwitch(model.path("fuse_unk"))
        && isSwitch(model.path("ignore_merges"))
        && isSwitch(model.path("byte_fallback"))
        && !model.path("byte_fallback").asBoolean()
        && (JsonKeys.isAbsent(model.path("dropout")) || model.path("dropout").isNumber());
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

  private static boolean isNothing(JsonNode value) {
    return JsonKeys.isAbsent(value) || value.asText("?").isEmpty();
  }

  private static boolean isSwitch(JsonNode value) {
    return value.isMissingNode() || value.isBoolean();
  }
}
