package dev.continuo.tokenizer.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.golden.Golden;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.postprocessor.BosTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in front of every text; the golden file has it from transformers and llama.cpp. */
final class BosTokensTest {

  private static final JsonNode GOLDEN = Golden.json("beginnings");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @TempDir Path folder;

  @TestFactory
  List<DynamicTest> promptsBeginAsInTransformers() {
    return StreamSupport.stream(GOLDEN.spliterator(), false)
        .map(golden -> DynamicTest.dynamicTest(golden.path("name").asText(), () -> compare(golden)))
        .toList();
  }

  private void compare(JsonNode golden) throws IOException {
    try (Tokenizer tokenizer = open(golden.path("tokenizer"), golden.path("config"))) {
      assertThat(tokenizer.bosTokens().length() > 0).isEqualTo(golden.path("begins").asBoolean());
      for (JsonNode text : golden.path("texts")) {
        int[] ids = Golden.ids(text.path("ids"));
        assertThat(tokenizer.encodePrompt(text.path("text").asText())).isEqualTo(ids);
        assertThat(tokenizer.decode(ids)).isEqualTo(Streams.decode(tokenizer, ids));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"Llama 2, <s>", "Llama 3, <s>", "two tokens, <s><en>"})
  void aTextThatBeginsWithTheNameHasItOnce(String name, String begin) throws IOException {
    try (Tokenizer tokenizer = open(golden(name, "tokenizer"), golden(name, "config"))) {
      assertThat(tokenizer.bosTokens().name()).isEqualTo(begin);
      assertThat(tokenizer.encodePrompt(begin + "ab")).isEqualTo(tokenizer.encodePrompt("ab"));
      assertThat(tokenizer.encodePrompt("ab" + begin)).startsWith(tokenizer.encodePrompt("ab"));
    }
  }

  @Test
  void theConfigurationDecidesWhereItSpeaks() throws IOException {
    JsonNode with = golden("Llama 3", "tokenizer");
    JsonNode without = golden("nothing", "tokenizer");
    ObjectNode adds = NODES.objectNode().put("add_bos_token", true).put("bos_token", "<s>");
    assertThat(bos(without, adds)).containsExactly(257);
    ObjectNode named = adds.deepCopy();
    named.putObject("bos_token").put("content", "<s>").put("lstrip", false);
    assertThat(bos(without, named)).containsExactly(257);
    assertThat(bos(with, adds)).containsExactly(257);
    assertThat(bos(with, adds.deepCopy().put("add_bos_token", false))).isEmpty();
    assertThat(bos(without, adds.deepCopy().putNull("bos_token"))).isEmpty();
  }

  @Test
  void saysWhatIsWrong() {
    JsonNode plain = golden("nothing", "tokenizer");
    ObjectNode unknown = NODES.objectNode().put("add_bos_token", true).put("bos_token", "<x>");
    refused(plain, unknown, "tokenizer_config.json: bos_token: expected a token", "'<x>'");
    ObjectNode processor = plain.deepCopy();
    processor.putObject("post_processor").put("type", "Riddle");
    refused(processor, NODES.nullNode(), "post_processor: expected TemplateProcessing", "Riddle");
    ObjectNode beyond = golden("Llama 2", "tokenizer").deepCopy();
    ((ObjectNode) beyond.at("/post_processor/special_tokens/<s>")).putArray("ids").add(999);
    refused(beyond, NODES.nullNode(), "post_processor: expected ids", "found 999");
  }

  @Test
  void staysInFrontOfTheEndOfALongText() {
    BosTokens bos = new BosTokens(new int[] {7}, "<s>");
    assertThat(bos.last(new int[] {7, 1, 2, 3}, 4)).containsExactly(7, 1, 2, 3);
    assertThat(bos.last(new int[] {7, 1, 2, 3}, 3)).containsExactly(7, 2, 3);
    assertThat(bos.last(new int[] {7, 1, 2, 3}, 1)).containsExactly(3);
    assertThat(bos.last(new int[] {1, 2, 3}, 2)).containsExactly(2, 3);
    assertThat(BosTokens.NONE.last(new int[] {1, 2, 3}, 2)).containsExactly(2, 3);
  }

  private int[] bos(JsonNode tokenizer, JsonNode config) throws IOException {
    try (Tokenizer opened = open(tokenizer, config)) {
      return opened.bosTokens().ids();
    }
  }

  private void refused(JsonNode tokenizer, JsonNode config, String... messages) {
    assertThatThrownBy(() -> open(tokenizer, config))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContainingAll(messages)
        .hasMessageStartingWith(folder.toString());
  }

  private Tokenizer open(JsonNode tokenizer, JsonNode config) throws IOException {
    Path configuration = folder.resolve(Tokenizers.CONFIG_NAME);
    Files.deleteIfExists(configuration);
    if (config.isObject()) {
      Files.writeString(configuration, config.toString());
    }
    Path file = folder.resolve(Tokenizers.FILE_NAME);
    Files.writeString(file, tokenizer.toString());
    return Tokenizers.open(file);
  }

  private static JsonNode golden(String name, String part) {
    return StreamSupport.stream(GOLDEN.spliterator(), false)
        .filter(golden -> golden.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow()
        .path(part);
  }
}
