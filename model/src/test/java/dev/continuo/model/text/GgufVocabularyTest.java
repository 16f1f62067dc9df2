package dev.continuo.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.model.golden.Golden;
import dev.continuo.model.weights.GgufWriter;
import dev.continuo.model.weights.GgufWriters;
import dev.continuo.tokenizer.gguf.GgufTokenizers;
import dev.continuo.tokenizer.gguf.GgufVocabulary;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SentencePiece's and WordPiece's vocabularies in GGUF files, against golden_vocabularies.py. */
class GgufVocabularyTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llama", "gemma", "bert-uncased", "bert-cased"})
  void givesTheIdsOfTransformers(String name) throws IOException {
    Path gguf = Golden.folder("gguf/vocabulary-" + name + ".gguf");
    try (Tokenizer tokenizer = ModelTokenizers.open(gguf)) {
      assertGolden(name, tokenizer);
      assertThat(tokenizer.bosTokens().ids()).containsExactly(name.startsWith("bert") ? 2 : 1);
    }
  }

  /** As a tokenizer.json, and as the file that an export writes. */
  @ParameterizedTest
  @ValueSource(strings = {"llama", "gemma", "bert-uncased", "bert-cased"})
  void staysTheSameInAnExport(String name) throws IOException {
    Path gguf = Golden.folder("gguf/vocabulary-" + name + ".gguf");
    GgufVocabulary vocabulary = ModelTokenizers.vocabulary(gguf);
    Path json = Files.write(folder.resolve("tokenizer.json"), GgufTokenizers.toJson(vocabulary));
    Path again = folder.resolve("again.gguf");
    try (Tokenizer tokenizer = Tokenizers.open(json)) {
      assertGolden(name, tokenizer);
      GgufWriter writer = new GgufWriter();
      ModelTokenizers.write(vocabulary, tokenizer.bosTokens(), -1, writer);
      GgufWriters.write(writer, again);
    }
    GgufVocabulary read = ModelTokenizers.vocabulary(again);
    assertThat(read.tokens()).isEqualTo(vocabulary.tokens());
    assertThat(read.scores()).isEqualTo(vocabulary.scores());
    try (Tokenizer tokenizer = ModelTokenizers.open(again)) {
      assertGolden(name, tokenizer);
    }
  }

  private static void assertGolden(String name, Tokenizer tokenizer) throws IOException {
    JsonNode texts =
        new JsonMapper().readTree(Golden.folder("gguf/vocabularies.json").toFile()).path(name);
    assertThat(texts).hasSizeGreaterThan(20);
    for (JsonNode golden : texts) {
      String text = golden.path("text").textValue();
      int[] expected = new int[golden.path("ids").size()];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = golden.path("ids").path(i).intValue();
      }
      assertThat(tokenizer.encode(text)).as(text).isEqualTo(expected);
      if (golden.path("decoded").isTextual()) {
        assertThat(tokenizer.decode(expected)).isEqualTo(golden.path("decoded").textValue());
      }
    }
  }
}
