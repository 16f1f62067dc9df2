package dev.continuo.tokenizer.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.tokenizer.json.TokenizerException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BrokenFilesTest {

  private static final String MODEL =
      """
      {"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": [["a", "b"]]}}
      """;

  @TempDir Path folder;

  @Test
  void theSmallestFileOpens() throws IOException {
    Path file = Files.writeString(folder.resolve("t.json"), MODEL);
    try (Tokenizer tokenizer = Tokenizers.open(file)) {
      assertThat(tokenizer.encode("abb")).containsExactly(2, 1);
    }
  }

  @Test
  void theContentOfAFileOpensToo() {
    byte[] content = MODEL.getBytes(StandardCharsets.UTF_8);
    try (Tokenizer tokenizer = Tokenizers.open(content)) {
      assertThat(tokenizer.encode("abb")).containsExactly(2, 1);
    }
    assertThatThrownBy(() -> Tokenizers.open(new byte[] {'{', '}'}))
        .isInstanceOf(TokenizerException.class)
        .hasMessage(
            "tokenizer.json of 2 bytes: expected model.vocab to be an object of tokens and their ids");
    assertThatThrownBy(() -> Tokenizers.open("vocabulary.zip!/tokenizer.json", new byte[0]))
        .isInstanceOf(TokenizerException.class)
        .hasMessageStartingWith("vocabulary.zip!/tokenizer.json: expected a JSON object");
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("none.json");
    assertThatThrownBy(() -> Tokenizers.open(file))
        .isInstanceOf(TokenizerException.class)
        .hasMessageStartingWith(file + ": no such file");
    assertThatThrownBy(() -> Tokenizers.open(folder)).isInstanceOf(TokenizerException.class);
  }

  @Test
  void aHugeFileIsRefusedUnread() throws IOException {
    Path file = folder.resolve("huge.json");
    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
      huge.setLength(1L << 40);
    }
    assertThatThrownBy(() -> Tokenizers.open(file)).hasMessageContaining("at most");
  }

  @Test
  void brokenContentIsExplained() throws IOException {
    expectError("", "expected a JSON object");
    expectError("[1]", "expected a JSON object");
    expectError(MODEL.substring(0, 60), "not whole JSON");
    expectError(MODEL + "x", "not whole JSON");
    expectError("[".repeat(100_000), "not whole JSON");
    expectError("{}", "expected model.vocab");
    expectError(MODEL.replace("BPE", "Magic"), "found 'Magic'");
    expectError(MODEL.replace("\"b\": 1", "\"b\": \"x\""), "for token 'b'");
    expectError(MODEL.replace("\"b\": 1", "\"b\": 1e99"), "for token 'b'");
    expectError(MODEL.replace("\"b\": 1", "\"b\": -1"), "for token 'b'");
    expectError(MODEL.replace("\"b\": 1", "\"b\": 4000000000"), "for token 'b'");
    expectError(MODEL.replace("\"b\": 1", "\"b\": 0"), "found 0 twice");
    expectError(MODEL.replace("[\"a\", \"b\"]", "[\"a\", \"c\"]"), "entry 0 of model.merges");
    expectError(MODEL.replace("[\"a\", \"b\"]", "[\"b\", \"a\"]"), "entry 0 of model.merges");
    expectError(MODEL.replace("[\"a\", \"b\"]", "\"a\""), "entry 0 of model.merges");
    expectError(MODEL.replace("[[\"a\", \"b\"]]", "7"), "model.merges to be a list");
    expectError(MODEL.replace("[\"a\", \"b\"]", "[\"\", \"a\"]"), "entry 0 of model.merges");
    expectError(MODEL.replace("\"b\": 1", "\"a\": 1"), "Duplicate field 'a'");
    expectError("[" + "0,".repeat(9 << 20) + "0]", "JSON values");
    expectError(MODEL.replace("\"b\": 1", "\"b\": " + "1".repeat(2000)), "not whole JSON");
    expectError(MODEL.replace("\"b\"", "\"" + "b".repeat(100_000) + "\""), "not whole JSON");
    expectError(MODEL.replace("\"BPE\"", "7"), "expected model.type");
    expectError(withTop("\"normalizer\": " + "{\"a\":".repeat(1000)), "not whole JSON");
    expectError(withTop("\"added_tokens\": [{\"id\": 3}]"), "'content'");
    expectError(withTop("\"added_tokens\": [{\"content\": 3}]"), "'content'");
    expectError(withTop("\"added_tokens\": [{\"content\": \"x\", \"special\": 1}]"), "'special'");
    expectError(withTop("\"added_tokens\": [{\"content\": \"x\", \"lstrip\": \"\"}]"), "'lstrip'");
    expectError(withTop("\"added_tokens\": [3]"), "'content'");
    expectError(withTop("\"added_tokens\": {\"a\": 3}"), "added_tokens");
    expectError(withTop("\"decoder\": {\"type\": \"Nothing\"}"), "cannot be opened");
    expectError(withTop("\"pre_tokenizer\": 5"), "cannot be opened");
    expectError(
        withTop(
            "\"decoder\": {\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Strip\","
                + " \"content\": \"a\", \"start\": 0, \"stop\": 1}]}"),
        "'stop'");
    expectError(
        withTop(
            "\"pre_tokenizer\": {\"type\": \"Split\", \"pattern\": {\"Regex\": \"(\"},"
                + " \"behavior\": \"Isolated\", \"invert\": false}"),
        "cannot be opened");
  }

  /** Merges that would make a token of itself, and so would never end. */
  @Test
  void mergesThatTurnInCirclesAreRefused() throws IOException {
    String prefixed = MODEL.replace("\"BPE\"", "\"BPE\", \"continuing_subword_prefix\": \"##\"");
    expectError(MODEL.replace("[\"a\", \"b\"]", "[\"a\", \"\"]"), "entry 0 of model.merges");
    expectError(
        prefixed
            .replace("\"b\": 1", "\"##\": 1, \"##b\": 3")
            .replace("[\"a\", \"b\"]", "[\"a\", \"##b\"], [\"ab\", \"##\"]"),
        "entry 1 of model.merges");
  }

  /** Merges twice, backwards, and of what is made later only: odd, but with an answer. */
  @Test
  void mergesInAnyOrderEnd() throws IOException {
    String odd =
        MODEL
            .replace("\"ab\": 2", "\"ab\": 2, \"aba\": 3, \"abab\": 4")
            .replace(
                "[\"a\", \"b\"]",
                "[\"aba\", \"b\"], [\"ab\", \"ab\"], [\"ab\", \"a\"], [\"a\", \"b\"], [\"a\", \"b\"]");
    Path file = Files.writeString(folder.resolve("t.json"), odd);
    try (Tokenizer tokenizer = Tokenizers.open(file);
        Tokenizer reference = Tokenizers.openReference(file)) {
      for (String text : List.of("abababab", "aabbabaab", "ab".repeat(50_000))) {
        assertThat(tokenizer.encode(text)).isEqualTo(reference.encode(text));
      }
    }
  }

  private static String withTop(String entry) {
    return MODEL.replaceFirst("\\{", "{" + entry.replace("\\", "\\\\") + ", ");
  }

  private void expectError(String content, String expected) throws IOException {
    Path file = Files.writeString(folder.resolve("t.json"), content);
    assertThatThrownBy(() -> Tokenizers.open(file))
        .as(content.substring(0, Math.min(200, content.length())))
        .isInstanceOf(TokenizerException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(expected)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600).doesNotContain("\n"));
  }
}
