package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.cli.run.TinyRun;
import dev.continuo.model.text.TextModel;
import dev.continuo.model.weights.GgufFile;
import dev.continuo.tokenizer.shard.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models whose tokenizer puts a token in front of every text, in all commands. */
class BeginningOfTextTest {

  private static final String TEXT = "The cat sat on the mat.";

  @TempDir Path folder;
  private Path run;
  private int begin;
  private int first;

  @BeforeEach
  void writeRun() throws IOException {
    run = TinyRun.writeBegun(Files.createDirectory(folder.resolve("run")));
    try (TextModel opened = TextModel.open(run)) {
      begin = opened.tokenizer().bosTokens().first();
      first = opened.tokenizer().encode(TEXT)[0];
    }
  }

  @Test
  void aPromptIsContinuedAndScoredBehindIt() throws IOException {
    JsonNode scored =
        json("generate", "-m", run, "ab", "--max-tokens", 1, "--temperature", 0, "--logprobs", 1);
    try (TextModel opened = TextModel.open(run)) {
      double expected =
          opened
              .generator()
              .nextTokens(opened.tokenizer().bosTokens().before(opened.tokenizer().encode("ab")), 1)
              .getFirst()
              .probability();
      assertThat(scored.at("/logprobs/0/logprob").asDouble())
          .isCloseTo(Math.log(expected), within(1e-5));
    }
  }

  /** One window: what eval says of a text is what a generator says of it after nothing. */
  @Test
  void aTextIsScoredBehindItFromItsFirstToken() throws IOException {
    Path text = Files.writeString(folder.resolve("text.txt"), TEXT);
    JsonNode whole = json("generate", "-m", run, "", "--score", TEXT);
    for (String[] options : new String[][] {{}, {"--weights", "float32"}}) {
      List<Object> command = new ArrayList<>(List.of("eval", "-m", run, text));
      command.addAll(List.of(options));
      JsonNode evaluated = json(command.toArray());
      assertThat(evaluated.path("bytes").intValue()).isEqualTo(TEXT.length());
      int tokens = evaluated.path("tokens").intValue(); // and the end of the text
      assertThat(tokens).isEqualTo(TEXT.length() + 1);
      double total = -evaluated.path("loss").doubleValue() * tokens;
      double end = total - whole.path("logprob").doubleValue();
      assertThat(end).isBetween(-12.0, -1.0);
    }
  }

  @Test
  void documentsOfACorpusBeginWithIt() throws IOException {
    Path text = Files.writeString(folder.resolve("text.txt"), TEXT);
    Path corpus = folder.resolve("corpus");
    Commands.Result built =
        Commands.run(
            "corpus",
            "build",
            text,
            "-o",
            corpus,
            "--tokenizer",
            run.resolve("tokenizer.json"),
            "--val",
            text,
            "-q");
    assertThat(built.errors()).isEmpty();
    try (Shard shard = Shard.open(corpus.resolve("validation-00000.shard"))) {
      assertThat(shard.token(0)).isEqualTo(begin);
      assertThat(shard.token(1)).isEqualTo(first);
      assertThat(shard.spanCount()).isPositive();
      assertThat(shard.span(0).start()).isEqualTo(1);
      assertThat(shard.tokenCount()).isEqualTo(1 + TEXT.length() + 1);
    }
  }

  @Test
  void aTrainingThatGoesOnFromSuchAModelKeepsIt() throws IOException {
    StringBuilder words = new StringBuilder();
    Random random = new Random(1);
    for (int word = 0; word < 1200; word++) {
      words
          .append(Integer.toString(random.nextInt(1 << 20), 36))
          .append(word % 12 < 11 ? " " : "\n\n");
    }
    Path text = Files.writeString(folder.resolve("text.txt"), words);
    Path trained = folder.resolve("trained");
    Commands.Result result =
        Commands.run(
            "train",
            text,
            "-o",
            trained,
            "--from",
            run,
            "--split",
            "paragraphs",
            "--steps",
            2,
            "--evaluations",
            1,
            "--batch",
            2,
            "--context",
            32,
            "-q");
    assertThat(result.errors()).isEmpty();
    assertThat(result.status()).isZero();
    try (TextModel opened = TextModel.open(trained);
        Shard shard = Shard.open(trained.resolve("continuo/corpus/train-00000.shard"))) {
      assertThat(opened.tokenizer().bosTokens().first()).isEqualTo(begin);
      assertThat(shard.token(0)).isEqualTo(begin);
    }
    JsonNode config = new JsonMapper().readTree(trained.resolve("config.json").toFile());
    assertThat(config.path("bos_token_id").intValue()).isEqualTo(begin);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gguf", "hf"})
  void exportsSaySo(String format) throws IOException {
    Path out = folder.resolve("out." + format);
    assertThat(Commands.run("export", "-m", run, "--format", format, "-o", out).errors()).isEmpty();
    try (TextModel before = TextModel.open(run);
        TextModel after = TextModel.open(out)) {
      assertThat(after.tokenizer().encodePrompt(TEXT))
          .isEqualTo(before.tokenizer().encodePrompt(TEXT));
      assertThat(after.tokenizer().bosTokens().first()).isEqualTo(begin);
    }
    if (format.equals("gguf")) {
      try (GgufFile file = GgufFile.open(out)) {
        assertThat(file.metadata().flag("tokenizer.ggml.add_bos_token")).hasValue(true);
        assertThat(file.metadata().integer("tokenizer.ggml.bos_token_id")).isEqualTo(begin);
      }
      Path again = folder.resolve("again");
      assertThat(Commands.run("export", "-m", out, "--format", "hf", "-o", again).errors())
          .isEmpty();
      JsonNode config = new JsonMapper().readTree(again.resolve("tokenizer_config.json").toFile());
      assertThat(config.path("add_bos_token").asBoolean()).isTrue();
      assertThat(config.path("bos_token").asText()).isEqualTo(TinyRun.BEGIN);
    } else {
      JsonNode config = new JsonMapper().readTree(out.resolve("config.json").toFile());
      assertThat(config.path("bos_token_id").intValue()).isEqualTo(begin);
    }
  }

  private static JsonNode json(Object... arguments) throws IOException {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    Commands.Result result = Commands.run(all.toArray());
    assertThat(result.errors()).isEmpty();
    return new JsonMapper().readTree(result.out());
  }
}
