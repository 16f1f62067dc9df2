package dev.continuo.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.cli.run.TinyRun;
import dev.continuo.model.text.Calculator;
import dev.continuo.model.text.TextModel;
import dev.continuo.model.text.Tools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tools beside a net that is served. A prompt ends with a call, since no untrained net writes one.
 */
class ToolServiceTest {

  private static final String CALL =
      "{\"prompt\": \"is [calc 12*7=\", \"max_tokens\": 4, \"seed\": 1";

  @TempDir static Path folder;
  private static TestService service;

  @BeforeAll
  static void start() {
    TextModel model = TextModel.open(TinyRun.write(folder)).withTools(Tools.of(new Calculator()));
    service = new TestService(model, ServeOptions.local(TestService.MODEL, 0));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void theModelSaysWhichToolsThereAre() {
    JsonNode model = service.get("/v1/models").json().path("data").path(0);
    assertThat(model.path("continuo").path("tools").toString()).isEqualTo("[\"calc\"]");
  }

  @Test
  void anAnswerIsPartOfTheTextAndItsTokensAreCountedApart() {
    JsonNode answer = service.complete(CALL + ", \"logprobs\": 1}").json();
    JsonNode choice = answer.path("choices").path(0);
    assertThat(choice.path("text").textValue()).startsWith("84]");
    assertThat(choice.path("tools").toString())
        .isEqualTo(
            "[{\"tool\":\"calc\",\"question\":\"12*7\",\"answer\":\"84]\",\"start\":0,"
                + "\"tokens\":3,\"error\":null}]");
    JsonNode usage = answer.path("usage");
    assertThat(usage.path("prompt_tokens").intValue()).isEqualTo(14);
    assertThat(usage.path("completion_tokens").intValue()).isEqualTo(4);
    assertThat(usage.path("tool_tokens").intValue()).isEqualTo(3);
    assertThat(usage.path("total_tokens").intValue()).isEqualTo(21);
    JsonNode logprobs = choice.path("logprobs");
    assertThat(logprobs.path("tokens")).hasSize(7);
    for (int i = 0; i < 7; i++) {
      assertThat(logprobs.path("token_logprobs").path(i).isNull()).isEqualTo(i < 3);
      assertThat(logprobs.path("top_logprobs").path(i).isNull()).isEqualTo(i < 3);
      assertThat(logprobs.path("text_offset").path(i).intValue()).isBetween(Math.min(i, 3), i);
    }
  }

  @Test
  void aStreamSaysTheSame() {
    JsonNode whole = service.complete(CALL + ", \"echo\": true}").json();
    List<JsonNode> chunks =
        service.stream(
            CALL
                + ", \"echo\": true, \"stream\": true, \"stream_options\": {\"include_usage\": true}}");
    StringBuilder text = new StringBuilder();
    List<JsonNode> calls = new ArrayList<>();
    for (JsonNode chunk : chunks) {
      text.append(chunk.path("choices").path(0).path("text").asText());
      chunk.path("choices").path(0).path("tools").forEach(calls::add);
    }
    JsonNode choice = whole.path("choices").path(0);
    assertThat(text).hasToString(choice.path("text").textValue());
    assertThat(calls).hasSize(1).first().isEqualTo(choice.path("tools").path(0));
    assertThat(calls.getFirst().path("start").intValue()).isEqualTo("is [calc 12*7=".length());
    assertThat(chunks.getLast().path("usage")).isEqualTo(whole.path("usage"));
  }

  @Test
  void aRequestMaySwitchThemOff() {
    JsonNode off = service.complete(CALL + ", \"tools\": []}").json();
    assertThat(off.path("choices").path(0).path("text").textValue()).doesNotStartWith("84]");
    assertThat(off.path("choices").path(0).has("tools")).isFalse();
    assertThat(off.path("usage").has("tool_tokens")).isFalse();
    JsonNode on = service.complete(CALL + ", \"tools\": [\"calc\"]}").json();
    assertThat(on.path("choices").path(0).path("text").textValue()).startsWith("84]");
  }

  @Test
  void toolsThatAreNotThereAreRefused() {
    for (String wrong : List.of("[\"search\"]", "\"calc\"", "[{\"type\": \"function\"}]")) {
      TestService.Reply reply = service.complete(CALL + ", \"tools\": " + wrong + "}");
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.error()).startsWith("tools: expected an array of names from calc, found");
    }
  }

  @Test
  void aFailureIsTold() {
    JsonNode answer = service.complete("{\"prompt\": \"[calc 9^9^9=\", \"max_tokens\": 1}").json();
    JsonNode choice = answer.path("choices").path(0);
    assertThat(choice.path("text").textValue()).startsWith("?]");
    assertThat(choice.path("tools").path(0).path("error").textValue()).contains("bits");
  }
}
