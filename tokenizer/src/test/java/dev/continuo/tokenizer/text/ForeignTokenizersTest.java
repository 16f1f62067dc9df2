package dev.continuo.tokenizer.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.tokenizer.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokenizers that others made, of all kinds that are supported. */
final class ForeignTokenizersTest {

  private static final JsonNode GOLDEN = Golden.json("foreign");

  @TempDir Path folder;

  @TestFactory
  List<DynamicTest> idsAndTextsAreThoseOfTheReference() {
    return GOLDEN.properties().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> compare(entry.getKey(), entry.getValue())))
        .toList();
  }

  private void compare(String name, JsonNode golden) throws IOException {
    try (Tokenizer tokenizer = open(name)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(golden.get("size").intValue());
      for (int i = 0; i < golden.get("texts").size(); i++) {
        int[] ids = Golden.ids(golden.get("ids").get(i));
        String decoded = golden.get("decoded").get(i).textValue();
        assertThat(tokenizer.encode(golden.get("texts").get(i).textValue())).isEqualTo(ids);
        assertThat(tokenizer.decode(ids)).isEqualTo(decoded);
        assertThat(Streams.decode(tokenizer, ids)).isEqualTo(decoded);
      }
    }
  }

  /** Thousands of tokens, so that the older ones must have been forgotten. */
  @ParameterizedTest
  @ValueSource(strings = {"metaspace", "wordpiece", "unigram"})
  void longTextStreamsAsItDecodes(String name) throws IOException {
    String text = String.join(" ", Golden.lines("english").subList(0, 60)) + "  汉字 😀 naïve  ";
    try (Tokenizer tokenizer = open(name)) {
      int[] ids = tokenizer.encode(text.repeat(2));
      assertThat(ids).hasSizeGreaterThan(2_000);
      assertThat(Streams.decode(tokenizer, ids)).isEqualTo(tokenizer.decode(ids));
      int[] words = tokenizer.encode(String.join(" ", Golden.lines("english").subList(0, 60)));
      int[] shuffled = ids.clone();
      Random random = new Random(1);
      for (int i = 0; i < shuffled.length; i++) {
        shuffled[i] = words[random.nextInt(words.length)];
      }
      assertThat(Streams.decode(tokenizer, shuffled)).isEqualTo(tokenizer.decode(shuffled));
    }
  }

  @Test
  void namesOfSpecialTokensAreText() throws IOException {
    try (Tokenizer tokenizer = open("added")) {
      int[] specials = {0, 301, 302};
      String text = "x<|endoftext|>y<|start|><|stop|>";
      int[] ids = tokenizer.encode(text);
      assertThat(ids).doesNotContain(specials);
      assertThat(tokenizer.decode(ids)).isEqualTo(text);
      assertThat(tokenizer.decode(specials)).isEmpty();
      assertThat(tokenizer.decode(new int[] {300})).isEqualTo("<think>");
      assertThat(tokenizer.tokenByteLengths()).endsWith(7, 0, 0);
    }
  }

  private Tokenizer open(String name) throws IOException {
    Path file = folder.resolve(name + ".json");
    Files.writeString(file, GOLDEN.get(name).get("tokenizer").toString());
    return Tokenizers.open(file);
  }
}
