package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.cli.command.generate.GenerateCommand;
import dev.continuo.cli.run.TinyRun;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GenerateCommandTest {

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @BeforeEach
  void writeRun() {
    TinyRun.write(folder);
  }

  @Test
  void printsThePromptAndItsContinuation() throws IOException {
    assertThat(run("The end", "--seed", "5", "--max-tokens", "20", "--json")).isZero();
    JsonNode json = new JsonMapper().readTree(out.toString());
    List<String> names = new ArrayList<>();
    json.fieldNames().forEachRemaining(names::add);
    assertThat(names)
        .containsExactly(
            "prompt", "continuation", "tokens", "finish_reason", "seed", "tokens_per_second");
    assertThat(json.path("prompt").textValue()).isEqualTo("The end");
    assertThat(json.path("tokens").intValue()).isEqualTo(20);
    assertThat(json.path("finish_reason").textValue()).isEqualTo("length");
    assertThat(json.path("seed").longValue()).isEqualTo(5);
    assertThat(json.path("tokens_per_second").doubleValue()).isPositive();
    out.getBuffer().setLength(0);
    assertThat(run("The end", "--seed", "5", "--max-tokens", "20")).isZero();
    assertThat(out.toString())
        .isEqualToNormalizingNewlines("The end" + json.path("continuation").textValue() + "\n");
    assertThat(errors.toString()).contains("20 tokens", "seed 5");
  }

  @Test
  void aToolAnswersWhereItIsAskedFor() throws IOException {
    assertThat(run("[calc 12*7=", "--seed", "5", "--max-tokens", "3", "--tool", "calc")).isZero();
    assertThat(out.toString()).startsWith("[calc 12*7=84]");
    assertThat(errors.toString()).contains("6 tokens", "3 of them by tools");
    out.getBuffer().setLength(0);
    assertThat(
            run("[calc 1/0=", "--max-tokens", "3", "--tool", "calc", "--json", "--logprobs", "1"))
        .isZero();
    JsonNode json = new JsonMapper().readTree(out.toString());
    assertThat(json.path("continuation").textValue()).startsWith("?]");
    assertThat(json.path("tokens").intValue()).isEqualTo(5);
    assertThat(json.path("tool_tokens").intValue()).isEqualTo(2);
    assertThat(json.path("tools").path(0).path("error").textValue()).isEqualTo("division by zero");
    assertThat(json.path("logprobs")).hasSize(5);
    assertThat(json.path("logprobs").path(1).path("logprob").isNull()).isTrue();
    assertThat(json.path("logprobs").path(2).path("logprob").isNumber()).isTrue();
    errors.getBuffer().setLength(0);
    assertThat(run("[calc 1/0=", "--max-tokens", "3", "--tool", "calc")).isZero();
    assertThat(errors.toString()).contains("calc 1/0: division by zero");
    assertThat(run("x", "--tool", "calc", "--beams", "2")).isEqualTo(2);
    assertThat(errors.toString()).contains("--tool has no effect with --beams");
  }

  @Test
  void namesTheOptionThatIsOutOfRange() {
    assertThat(run("x", "--top-p", "2")).isEqualTo(2);
    assertThat(errors.toString()).contains("--top-p must be from 0 to 1: 2.0");
    assertThat(run("x", "--max-tokens", "-1")).isEqualTo(2);
    assertThat(errors.toString()).contains("--max-tokens must be 0 or more: -1");
  }

  @Test
  void endsBeforeAStopString() throws IOException {
    assertThat(run("The end", "--seed", "5", "--max-tokens", "40", "--json")).isZero();
    String whole = new JsonMapper().readTree(out.toString()).path("continuation").textValue();
    String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 4);
    out.getBuffer().setLength(0);
    assertThat(run("The end", "--seed", "5", "--max-tokens", "40", "--json", "--stop", stop))
        .isZero();
    JsonNode json = new JsonMapper().readTree(out.toString());
    assertThat(json.path("continuation").textValue())
        .isEqualTo(whole.substring(0, whole.indexOf(stop)));
    assertThat(json.path("finish_reason").textValue()).isEqualTo("stop");
  }

  @Test
  void reportsLogProbabilitiesThatScoringConfirms() throws IOException {
    assertThat(run("ab", "--temperature", "0", "--max-tokens", "5", "--json", "--logprobs", "2"))
        .isZero();
    JsonNode json = new JsonMapper().readTree(out.toString());
    assertThat(json.path("logprobs")).hasSize(5);
    JsonNode first = json.path("logprobs").path(0);
    assertThat(first.path("likeliest")).hasSize(2);
    assertThat(first.path("likeliest").path(0).path("id")).isEqualTo(first.path("id"));
    out.getBuffer().setLength(0);
    assertThat(run("ab", "--beams", "1", "--max-tokens", "5", "--json")).isZero();
    JsonNode beam = new JsonMapper().readTree(out.toString());
    assertThat(beam.path("continuation")).isEqualTo(json.path("continuation"));
    out.getBuffer().setLength(0);
    assertThat(run("ab", "--score", "cd", "--json")).isZero();
    JsonNode score = new JsonMapper().readTree(out.toString());
    double sum = 0;
    for (JsonNode token : score.path("logprobs")) {
      sum += token.path("logprob").doubleValue();
    }
    assertThat(score.path("logprob").doubleValue()).isNegative().isEqualTo(sum);
  }

  @Test
  void aPromptIsTakenAsItIs() throws IOException {
    Files.writeString(folder.resolve("f"), "--max-tokens 2 x");
    String name = "@" + folder.resolve("f");
    assertThat(run(name, "--max-tokens", "1", "--json")).isZero();
    assertThat(new JsonMapper().readTree(out.toString()).path("prompt").textValue())
        .isEqualTo(name);
  }

  @Test
  void aPromptComesThroughAPipe() throws IOException {
    String[][] texts = {{"春望\n", "春望"}, {"a\r\n", "a"}, {"a\n\n", "a\n"}, {"ab", "ab"}};
    for (String[] text : texts) {
      out.getBuffer().setLength(0);
      assertThat(piped(text[0].getBytes(StandardCharsets.UTF_8))).isZero();
      assertThat(new JsonMapper().readTree(out.toString()).path("prompt").textValue())
          .isEqualTo(text[1]);
    }
    assertThat(piped("\n".getBytes(StandardCharsets.UTF_8))).isEqualTo(1);
    assertThat(errors.toString()).contains("the prompt is empty");
    assertThat(piped(new byte[] {'a', (byte) 0xff})).isEqualTo(1);
    assertThat(errors.toString()).contains("standard input: expected UTF-8 text");
  }

  @Test
  void saysWhichCharactersOfThePromptTheVocabularyLacks() {
    TinyRun.writeCharacters(folder, "The end");
    for (String[] options :
        new String[][] {
          {"--max-tokens", "2"}, {"--json", "-q"}, {"--beams", "2", "--max-tokens", "2"}
        }) {
      assertThat(run("The €nd", options)).isZero();
      assertThat(errors.toString())
          .containsOnlyOnce("prompt: 1 of 7 characters is not")
          .contains("€ (U+20AC)");
      errors.getBuffer().setLength(0);
    }
    assertThat(run("The", "--score", " énd")).isZero();
    assertThat(errors.toString()).containsOnlyOnce("--score: 1 of 4 characters is not");
    errors.getBuffer().setLength(0);
    assertThat(run("The end", "--max-tokens", "2")).isZero();
    assertThat(errors.toString()).doesNotContain("vocabulary");
  }

  private int piped(byte[] text) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(text));
    try {
      return run("--max-tokens", "1", "--json");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void namesEveryOptionThatIsOutOfRange() {
    String[][] wrong = {
      {"--typical-p", "1.1"},
      {"--repetition-penalty", "0"},
      {"--frequency-penalty", "1000"},
      {"--presence-penalty", "-1000"},
      {"--logit-bias", "-1=2"},
      {"--logit-bias", "257=2"},
      {"--logprobs", "-1"},
      {"--beams", "0"},
      {"--stop", ""}
    };
    for (String[] option : wrong) {
      assertThat(run("x", option[0] + "=" + option[1])).as(option[0]).isEqualTo(2);
      assertThat(errors.toString()).contains(option[0]);
      errors.getBuffer().setLength(0);
    }
  }

  @Test
  void takesEveryFormatOfWeightsAndEndsWhereItIsToldSo() {
    for (String weights : List.of("stored", "float32", "bf16", "int8")) {
      out.getBuffer().setLength(0);
      assertThat(run("The end", "--weights", weights, "--when-full", "stop", "--json")).isZero();
      assertThat(out.toString()).as(weights).contains("\"tokens\":58,");
    }
    assertThat(run("x", "--weights", "int4")).isEqualTo(2);
    assertThat(errors.toString()).contains("--weights");
  }

  @Test
  void showsExamples() {
    assertThat(new CommandLine(new GenerateCommand()).getUsageMessage())
        .contains("Examples:", "--min-p", "--json");
  }

  private int run(String prompt, String[] options) {
    List<String> all = new ArrayList<>(List.of(prompt));
    all.addAll(List.of(options));
    return run(all.toArray(String[]::new));
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("generate", "-m", folder.toString()));
    all.addAll(List.of(arguments));
    return ContinuoCommand.line()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(errors))
        .execute(all.toArray(String[]::new));
  }
}
