package dev.continuo.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.cli.run.TinyRun;
import dev.continuo.cli.serve.http.TestService.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the service says about prompts whose characters the vocabulary lacks. */
class WarningsTest {

  @TempDir static Path folder;
  private static TestService service;

  @BeforeAll
  static void start() {
    service =
        TestService.of(TinyRun.writeCharacters(folder, "Once upon"), UnaryOperator.identity());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void namesThePromptAndItsCharacters() {
    Reply reply = service.complete("{\"prompt\": [\"Once\", \"€nce é\"], \"max_tokens\": 1}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("warnings")).hasSize(1);
    assertThat(reply.json().path("warnings").path(0).textValue())
        .startsWith("prompt[1]: 2 of 6 characters are not in the vocabulary")
        .contains("€ (U+20AC), é (U+00E9)");
  }

  @Test
  void aLongPromptThatIsCutIsWholeThere() {
    String prompt = "é" + "O".repeat(100);
    Reply reply =
        service.complete(
            "{\"prompt\": \"%s\", \"max_tokens\": 1, \"truncate_prompt_tokens\": -1}"
                .formatted(prompt));
    assertThat(reply.json().path("warnings").path(0).textValue()).contains("1 of 101 characters");
  }

  @Test
  void aSmallVocabularyHasFewerNextTokens() {
    Reply reply = service.post("/v1/next_tokens", "{\"prompt\": \"O\", \"count\": 100}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("tokens")).hasSize(service.run.config().vocabularySize());
  }

  @Test
  void aStreamSaysItOnce() {
    List<JsonNode> events =
        service.stream("{\"prompt\": \"é\", \"max_tokens\": 5, \"stream\": true}");
    assertThat(events.getFirst().path("warnings")).hasSize(1);
    assertThat(events.subList(1, events.size())).noneMatch(event -> event.has("warnings"));
  }

  @Test
  void nothingIsSaidWhereNothingIsLacking() {
    for (String prompt : List.of("\"Once\"", "[1, 2]")) {
      assertThat(service.complete("{\"prompt\": " + prompt + "}").json().has("warnings")).isFalse();
    }
  }

  @Test
  void theNextTokensComeWithItToo() {
    Reply reply = service.post("/v1/next_tokens", "{\"prompt\": \"é\"}");
    assertThat(reply.json().path("warnings").path(0).textValue()).contains("é (U+00E9)");
    assertThat(service.post("/v1/next_tokens", "{\"prompt\": \"O\"}").json().has("warnings"))
        .isFalse();
  }
}
