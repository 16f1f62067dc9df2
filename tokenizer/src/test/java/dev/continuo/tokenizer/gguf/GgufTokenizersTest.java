package dev.continuo.tokenizer.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.tokenizer.golden.Golden;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.pretokenizer.ByteAlphabet;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufTokenizersTest {

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"gpt-2", "olmo", "smollm", "command-r", "llama-bpe", "dbrx", "qwen2"})
  void takesAVocabularyToJsonAndBack(String preTokenizer) throws IOException {
    GgufVocabulary vocabulary = vocabulary(preTokenizer);
    Path file = folder.resolve("tokenizer.json");
    Files.write(file, GgufTokenizers.toJson(vocabulary));
    assertThat(GgufTokenizerExport.vocabulary(file)).isEqualTo(vocabulary);
  }

  /** Digits are what the pre-tokenizers differ in: 12345 with merges of 12, 123 and 45. */
  @ParameterizedTest
  @CsvSource({
    "gpt-2, 123 45",
    "smollm, 1 2 3 4 5",
    "llama-bpe, 123 45",
    "dbrx, 123 45",
    "qwen2, 1 2 3 4 5"
  })
  void cutsTextAsItsNameSays(String preTokenizer, String expected) {
    try (Tokenizer tokenizer =
        GgufTokenizers.open(folder.resolve("x.gguf"), vocabulary(preTokenizer))) {
      List<String> found = new ArrayList<>();
      for (int id : tokenizer.encode("12345")) {
        found.add(tokenizer.decode(new int[] {id}));
      }
      assertThat(String.join(" ", found)).isEqualTo(expected);
      assertThat(tokenizer.endOfText()).hasValue(259);
    }
  }

  /** The steps in the tokenizer.json of the models that the names are from: gguf_words.py. */
  @Test
  void cutsTextAsTheHuggingFaceLibraryDoes() throws IOException {
    JsonNode golden = Golden.json("gguf-words");
    List<String> tokens = texts(golden.path("tokens"));
    assertThat(golden.path("ids").properties()).hasSizeGreaterThan(15);
    for (Map.Entry<String, JsonNode> entry : golden.path("ids").properties()) {
      GgufVocabulary vocabulary =
          new GgufVocabulary(
              entry.getKey(), tokens, List.of(), texts(golden.path("merges")), Optional.empty());
      try (Tokenizer tokenizer = GgufTokenizers.open(folder.resolve("x.gguf"), vocabulary)) {
        for (int i = 0; i < golden.path("texts").size(); i++) {
          String text = golden.path("texts").path(i).textValue();
          int[] ids = JSON.convertValue(entry.getValue().path(i), int[].class);
          assertThat(tokenizer.encode(text)).as(entry.getKey() + ": " + text).isEqualTo(ids);
        }
      }
    }
  }

  private static List<String> texts(JsonNode list) {
    return List.of(JSON.convertValue(list, String[].class));
  }

  /** llama.cpp's defaults: the words of Llama 3 have a token in front, the others have none. */
  @ParameterizedTest
  @CsvSource({
    "llama-bpe, , true",
    "gpt-2, , false",
    "llama-bpe, false, false",
    "gpt-2, true, true",
  })
  void beginsTextsAsTheFileSays(String preTokenizer, @Nullable Boolean flag, boolean begins)
      throws IOException {
    GgufVocabulary vocabulary = begun(preTokenizer, Optional.ofNullable(flag), OptionalInt.of(259));
    Path file = folder.resolve("tokenizer.json");
    Files.write(file, GgufTokenizers.toJson(vocabulary));
    try (Tokenizer gguf = GgufTokenizers.open(folder.resolve("x.gguf"), vocabulary);
        Tokenizer folder = Tokenizers.open(file)) {
      assertThat(gguf.bosTokens().ids()).isEqualTo(begins ? new int[] {259} : new int[0]);
      assertThat(folder.encodePrompt("12")).isEqualTo(gguf.encodePrompt("12"));
    }
  }

  @Test
  void theFlagDecidesOverTheFileInside() throws IOException {
    byte[] inside = GgufTokenizers.toJson(begun("gpt-2", Optional.of(true), OptionalInt.of(259)));
    GgufVocabulary plain = vocabulary("gpt-2");
    GgufVocabulary vocabulary =
        new GgufVocabulary(
                "gpt-2",
                plain.tokens(),
                plain.types(),
                plain.merges(),
                Optional.of(new String(inside, UTF_8)))
            .withRoles(GgufRoles.NONE.withBos(Optional.of(false), OptionalInt.of(259)));
    try (Tokenizer tokenizer = GgufTokenizers.open(folder.resolve("x.gguf"), vocabulary)) {
      assertThat(tokenizer.bosTokens().length()).isZero();
    }
  }

  @Test
  void fillsUpWithUnusedTokens() {
    GgufVocabulary padded = vocabulary("gpt-2").paddedTo(263);
    assertThat(padded.tokens()).hasSize(263).endsWith("[PAD262]");
    assertThat(padded.types()).endsWith(GgufVocabulary.UNUSED);
  }

  @Test
  void saysWhatIsWrong() {
    List<String> tokens = List.of("a", "b");
    refused(
        new GgufVocabulary("viking", tokens, List.of(), List.of(), Optional.empty()),
        "tokenizer.ggml.pre: expected a pre-tokenizer");
    refused(
        new GgufVocabulary("gpt-2", List.of("a", "a"), List.of(), List.of(), Optional.empty()),
        "found 'a' twice");
    refused(
        new GgufVocabulary("gpt-2", tokens, List.of(), List.of("ab"), Optional.empty()),
        "tokenizer.ggml.merges");
    refused(
        new GgufVocabulary("gpt-2", tokens, List.of(), List.of("a b"), Optional.empty()),
        "model.merges");
    refused(
        begun("gpt-2", Optional.of(true), OptionalInt.empty()),
        "tokenizer.ggml.bos_token_id: expected the token");
    refused(begun("gpt-2", Optional.of(true), OptionalInt.of(260)), "from 0 to 259, found 260");
    refused(ofModel("t5", tokens, List.of()), "tokenizer.ggml.model: expected one of [bert, ");
    refused(ofModel("llama", tokens, List.of()), "expected a score for each of 2 tokens");
    refused(ofModel("llama", tokens, List.of(0f, Float.NaN)), "for token 1, found NaN");
    refused(
        ofModel("llama", List.of("a", "a".repeat(257)), List.of(0f, 1f)),
        "expected at most 256 characters in token 1, found 257");
    refused(ofModel("bert", List.of("##a", "##a"), List.of()), "found '####a' twice");
    assertThatThrownBy(() -> ofModel("llama", tokens, List.of(1f)))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("expected a score for each of 2 tokens, found 1");
    assertThatThrownBy(
            () -> new GgufVocabulary("gpt-2", tokens, List.of(1), List.of(), Optional.empty()))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("expected a type for each of 2 tokens, found 1");
  }

  private void refused(GgufVocabulary vocabulary, String message) {
    assertThatThrownBy(() -> GgufTokenizers.open(folder.resolve("x.gguf"), vocabulary))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("x.gguf: ")
        .hasMessageContaining(message);
  }

  private static GgufVocabulary ofModel(String model, List<String> tokens, List<Float> scores) {
    return new GgufVocabulary(
        model, "default", tokens, List.of(), scores, List.of(), Optional.empty(), GgufRoles.NONE);
  }

  private static GgufVocabulary begun(
      String preTokenizer, Optional<Boolean> begins, OptionalInt id) {
    return vocabulary(preTokenizer).withRoles(GgufRoles.NONE.withBos(begins, id));
  }

  private static GgufVocabulary vocabulary(String preTokenizer) {
    List<String> tokens = new ArrayList<>();
    List<Integer> types = new ArrayList<>();
    for (int value = 0; value < 256; value++) {
      tokens.add(String.valueOf(ByteAlphabet.character(value)));
    }
    tokens.addAll(List.of("12", "123", "45", "<|endoftext|>"));
    for (String token : tokens) {
      types.add(token.startsWith("<|") ? GgufVocabulary.CONTROL : GgufVocabulary.NORMAL);
    }
    return new GgufVocabulary(
        preTokenizer, tokens, types, List.of("1 2", "12 3", "4 5"), Optional.empty());
  }
}
