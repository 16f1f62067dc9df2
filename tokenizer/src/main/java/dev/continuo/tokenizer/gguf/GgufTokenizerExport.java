package dev.continuo.tokenizer.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.normalizer.Normalization;
import dev.continuo.tokenizer.pretokenizer.ByteAlphabet;
import dev.continuo.tokenizer.pretokenizer.PreTokenizerGguf;
import dev.continuo.tokenizer.pretokenizer.PreTokenizerJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Takes the vocabulary of a {@code tokenizer.json} for a GGUF file. */
public final class GgufTokenizerExport {

  private static final JsonMapper JSON = new JsonMapper();

  private final JsonNode root;
  private final Map<Integer, String> tokens = new TreeMap<>();
  private final Map<Integer, Integer> types = new TreeMap<>();

  private GgufTokenizerExport(JsonNode root) {
    this.root = root;
  }

  /**
   * The vocabulary of a file that {@link dev.continuo.tokenizer.text.Tokenizers#open} has opened:
   * byte-level byte pairs, or one token a character.
   */
  public static GgufVocabulary vocabulary(Path tokenizerJson) {
    try {
      String text = Files.readString(tokenizerJson);
      return new GgufTokenizerExport(JSON.readTree(text)).vocabulary(text);
    } catch (TokenizerException e) {
      throw new TokenizerException(tokenizerJson + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new TokenizerException(tokenizerJson + ": cannot be read: " + e, e);
    }
  }

  private GgufVocabulary vocabulary(String text) {
    JsonNode model = root.path("model");
    boolean composes = Normalization.of(root.path("normalizer")).orElse(null) == Normalization.NFC;
    Optional<String> preTokenizer =
        PreTokenizerJson.known(root.path("pre_tokenizer"))
            .map(
                known ->
                    PreTokenizerGguf.name(
                        known, model.path("ignore_merges").asBoolean(), composes));
    if (model.path("type").asText("BPE").equals("BPE") && preTokenizer.isPresent()) {
      model.path("vocab").properties().forEach(e -> tokens.put(e.getValue().asInt(), e.getKey()));
      addTokens();
      boolean same = PreTokenizerGguf.composes(preTokenizer.get()) == composes;
      return vocabulary(
          preTokenizer.get(),
          merges(model.path("merges")),
          same ? Optional.empty() : Optional.of(text));
    }
    if (model.path("type").asText().equals("WordLevel")) {
      return characters(model, text);
    }
    throw new TokenizerException(
        "llama.cpp has no name for this tokenizer; expected byte-level byte pairs cut like GPT-2's, GPT-4's or Qwen's");
  }

  /**
   * One token a character. Merges join a character's bytes and never cross characters, because no
   * continuation byte is followed by a first byte in them: {@code é} is {@code Ã ©}.
   */
  private GgufVocabulary characters(JsonNode model, String text) {
    Set<String> merges = new LinkedHashSet<>();
    for (Map.Entry<String, JsonNode> entry : model.path("vocab").properties()) {
      byte[] bytes = entry.getKey().getBytes(StandardCharsets.UTF_8);
      String token = ByteAlphabet.text(bytes);
      tokens.put(entry.getValue().asInt(), token);
      boolean single = entry.getKey().codePointCount(0, entry.getKey().length()) == 1;
      for (int end = 2; single && end <= token.length(); end++) {
        merges.add(token.substring(0, end - 1) + " " + token.charAt(end - 1));
      }
      if (entry.getKey().equals(model.path("unk_token").asText())) {
        types.put(entry.getValue().asInt(), GgufVocabulary.UNKNOWN);
      }
    }
    addTokens();
    return vocabulary("gpt-2", List.copyOf(merges), Optional.of(text));
  }

  private void addTokens() {
    for (JsonNode token : root.path("added_tokens")) {
      int id = token.path("id").asInt();
      tokens.put(id, token.path("content").asText());
      types.putIfAbsent(
          id,
          token.path("special").asBoolean() ? GgufVocabulary.CONTROL : GgufVocabulary.USER_DEFINED);
    }
  }

  private GgufVocabulary vocabulary(
      String preTokenizer, List<String> merges, Optional<String> json) {
    List<String> texts = new ArrayList<>();
    List<Integer> kinds = new ArrayList<>();
    for (Map.Entry<Integer, String> token : tokens.entrySet()) {
      while (texts.size() < token.getKey()) {
        kinds.add(GgufVocabulary.UNUSED);
        texts.add("[PAD" + texts.size() + "]");
      }
      texts.add(token.getValue());
      kinds.add(types.getOrDefault(token.getKey(), GgufVocabulary.NORMAL));
    }
    return new GgufVocabulary(preTokenizer, texts, kinds, merges, json);
  }

  private static List<String> merges(JsonNode merges) {
    List<String> pairs = new ArrayList<>();
    for (JsonNode merge : merges) {
      pairs.add(
          merge.isTextual()
              ? merge.textValue()
              : merge.path(0).textValue() + " " + merge.path(1).textValue());
    }
    return pairs;
  }
}
