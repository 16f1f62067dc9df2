package dev.continuo.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.cli.run.TinyRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A served model whose tokenizer puts a token in front of every text. */
class BeginningOfTextTest {

  @TempDir static Path folder;
  private static TestService service;

  @BeforeAll
  static void start() throws IOException {
    service = TestService.of(TinyRun.writeBegun(folder), UnaryOperator.identity());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void standsInFrontOfTextsAndCountsAmongThePromptsTokens() {
    int begin = service.run.tokenizer().bosTokens().first();
    JsonNode text = greedy("\"abc\"");
    String own = service.ids("abc").replace("[", "");
    JsonNode ids = greedy("[" + begin + ", " + own);
    assertThat(text.at("/choices/0/text")).isEqualTo(ids.at("/choices/0/text"));
    assertThat(text.at("/usage/prompt_tokens").intValue()).isEqualTo(4);
    assertThat(greedy("[" + own).at("/usage/prompt_tokens").intValue()).isEqualTo(3);
    assertThat(greedy("\"" + TinyRun.BEGIN + "abc\"").path("usage")).isEqualTo(text.path("usage"));
    assertThat(greedy("\"\"").at("/usage/prompt_tokens").intValue()).isEqualTo(1);
  }

  @Test
  void isNamedInAnEchoWithTheFirstCharacterScored() {
    JsonNode choice =
        service
            .complete("{\"prompt\": \"abc\", \"echo\": true, \"logprobs\": 0, \"max_tokens\": 0}")
            .json()
            .at("/choices/0");
    assertThat(choice.path("text").asText()).isEqualTo("abc");
    JsonNode scores = choice.path("logprobs");
    assertThat(scores.path("tokens").toString()).isEqualTo("[\"<s>\",\"a\",\"b\",\"c\"]");
    assertThat(scores.path("text_offset").toString()).isEqualTo("[0,0,1,2]");
    assertThat(scores.at("/token_logprobs/0").isNull()).isTrue();
    double expected =
        service
            .run
            .generator()
            .score(service.run.tokenizer().bosTokens().ids(), service.run.tokenizer().encode("a"))
            .getFirst()
            .logProbability();
    assertThat(scores.at("/token_logprobs/1").asDouble()).isCloseTo(expected, within(1e-6));
  }

  @Test
  void staysInFrontOfATextThatIsCut() {
    String cut = "abc\", \"truncate_prompt_tokens\": 3, \"temperature\": 0}";
    assertThat(service.complete("{\"prompt\": \"zzz" + cut).json().at("/choices/0/text"))
        .isEqualTo(service.complete("{\"prompt\": \"b" + cut).json().at("/choices/0/text"))
        .isEqualTo(greedy("\"bc\"").at("/choices/0/text"));
  }

  @Test
  void theNextTokensFollowIt() {
    JsonNode first = next("{\"prompt\": \"\"}");
    assertThat(first)
        .isEqualTo(next("{\"prompt\": [" + service.run.tokenizer().bosTokens().first() + "]}"));
    assertThat(next("{\"prompt\": \"\", \"then\": " + service.ids("a") + "}"))
        .isEqualTo(next("{\"prompt\": \"a\"}"))
        .isNotEqualTo(next("{\"prompt\": " + service.ids("a") + "}"));
  }

  private static JsonNode greedy(String prompt) {
    return service
        .complete("{\"prompt\": " + prompt + ", \"max_tokens\": 16, \"temperature\": 0}")
        .json();
  }

  private static JsonNode next(String body) {
    return service.post("/v1/next_tokens", body).json().path("tokens");
  }
}
