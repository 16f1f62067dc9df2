package dev.continuo.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.tokenizer.golden.Golden;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.pretokenizer.PreTokenizer;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

final class BytePairTrainerTest {

  @TempDir Path folder;

  @TestFactory
  List<DynamicTest> mergesAndIdsAreThoseOfTheReference() {
    return Golden.elements(Golden.json("merges"))
        .map(
            golden ->
                DynamicTest.dynamicTest(
                    String.format(
                        Locale.ROOT,
                        "%s %s %d",
                        golden.get("corpus").textValue(),
                        golden.get("preTokenizer").textValue(),
                        golden.get("vocabularySize").intValue()),
                    () -> compare(golden)))
        .toList();
  }

  private void compare(JsonNode golden) throws IOException {
    String corpus = golden.get("corpus").textValue();
    BytePairOptions options =
        BytePairOptions.ofSize(golden.get("vocabularySize").intValue())
            .withMinimumFrequency(golden.get("minimumFrequency").longValue())
            .withPreTokenizer(PreTokenizer.valueOf(golden.get("preTokenizer").textValue()))
            .withThreads(3);
    TrainedTokenizer trained = train(Golden.lines(corpus), options);
    Path file = folder.resolve("tokenizer.json");
    trained.write(file);

    JsonNode merges = new JsonMapper().readTree(file.toFile()).path("model").path("merges");
    assertThat(trained.mergeCount()).isEqualTo(golden.get("merges").intValue());
    assertThat(
            Golden.sha256(
                Golden.elements(merges)
                    .map(pair -> pair.get(0).textValue() + " " + pair.get(1).textValue())))
        .isEqualTo(golden.get("mergesSha256").textValue());
    try (Tokenizer tokenizer = Tokenizers.open(file)) {
      int[] ids = tokenizer.encode(Golden.text(corpus));
      assertThat(ids).hasSize(golden.get("ids").intValue());
      assertThat(Golden.sha256(Arrays.stream(ids).mapToObj(Integer::toString)))
          .isEqualTo(golden.get("idsSha256").textValue());
      assertThat(tokenizer.vocabularySize()).isEqualTo(trained.vocabularySize());
      assertThat(tokenizer.endOfText()).hasValue(0);
    }
  }

  @Test
  void idsOfFuzzedTextsAreThoseOfTheReference() {
    JsonNode golden = Golden.json("fuzz");
    List<String> strings = Golden.elements(golden.get("strings")).map(JsonNode::textValue).toList();
    for (JsonNode expected : golden.get("tokenizers")) {
      BytePairOptions options =
          BytePairOptions.ofSize(expected.get("vocabularySize").intValue())
              .withPreTokenizer(PreTokenizer.valueOf(expected.get("preTokenizer").textValue()));
      Path file = folder.resolve("tokenizer.json");
      train(Golden.lines("english"), options).write(file);
      try (Tokenizer tokenizer = Tokenizers.open(file)) {
        assertThat(tokenizer.encodeAll(strings))
            .containsExactlyElementsOf(
                Golden.elements(expected.get("ids")).map(Golden::ids).toList());
      }
    }
  }

  @Test
  void theThreadsDoNotMatter() {
    BytePairOptions options = BytePairOptions.ofSize(700);
    Path one = folder.resolve("one.json");
    Path four = folder.resolve("four.json");
    train(Golden.lines("chinese"), options.withThreads(1)).write(one);
    train(Golden.lines("chinese"), options.withThreads(4)).write(four);
    assertThat(four).hasSameBinaryContentAs(one);
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("one.json", "four.json", "tokenizer_config.json");
  }

  @Test
  void theMemoryDoesNotMatter() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int number = 0; number < 60_000; number++) {
      lines.add(Integer.toString(number * 7919, 36) + " " + number % 100);
    }
    BytePairOptions options = BytePairOptions.ofSize(900).withThreads(2);
    Path roomy = folder.resolve("roomy.json");
    Path tight = folder.resolve("tight.json");
    train(lines, options).write(roomy);
    train(lines, options.withMemory(1 << 20)).write(tight);
    assertThat(tight).hasSameBinaryContentAs(roomy);
    try (WordCounter counter =
        new WordCounter(options.withMemory(1 << 20), TrainingProgress.NONE)) {
      WordSource words = counter.count(lines.iterator());
      assertThat(words).isInstanceOf(WordRuns.class);
      Map<String, Long> counts = new HashMap<>();
      words.forEach(
          (bytes, from, to, count) ->
              counts.put(new String(bytes, from, to - from, StandardCharsets.UTF_8), count));
      assertThat(counts).hasSizeGreaterThan(30_000).containsEntry(" 7", 600L);
    }
  }

  @Test
  void aLongWordTakesNoLongerThanManyShortOnes() {
    String line = "白日依山尽黄河入海流欲穷千里目更上一层楼".repeat(20_000);
    assertThat(train(List.of(line), BytePairOptions.ofSize(300)).mergeCount()).isEqualTo(43);
  }

  @Test
  void textIsNeeded() {
    assertThatThrownBy(() -> train(List.of("", ""), BytePairOptions.ofSize(300)))
        .isInstanceOf(TokenizerException.class)
        .hasMessage("expected text to learn a vocabulary from, found none");
    assertThatThrownBy(
            () ->
                BytePairTrainer.train(
                    Collections.emptyIterator(),
                    BytePairOptions.ofSize(300),
                    TrainingProgress.NONE))
        .isInstanceOf(TokenizerException.class);
  }

  @Test
  void theBytesMustFit() {
    assertThatThrownBy(() -> BytePairOptions.ofSize(256))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("expected 257")
        .hasMessageContaining("found 256");
  }

  @Test
  void aCancelledTrainingEnds() {
    TrainingProgress cancelled =
        new TrainingProgress() {
          @Override
          public boolean cancelled() {
            return true;
          }
        };
    BytePairOptions options = BytePairOptions.ofSize(1000);
    List<String> lines = Golden.lines("english");
    assertThatThrownBy(() -> BytePairTrainer.train(lines.iterator(), options, cancelled))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("cancelled");
  }

  private static TrainedTokenizer train(List<String> documents, BytePairOptions options) {
    return BytePairTrainer.train(documents.iterator(), options, TrainingProgress.NONE);
  }
}
