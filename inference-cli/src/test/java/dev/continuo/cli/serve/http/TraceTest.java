package dev.continuo.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.cli.run.TinyRun;
import dev.continuo.cli.serve.http.TestService.Reply;
import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.text.Continuation;
import dev.continuo.model.text.TextModel;
import dev.continuo.model.text.Tools;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.run.CorpusSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {

  private static final String TEXT =
      "The quick brown fox jumps over the lazy dog.\n\nA stitch in time saves nine.\n";

  @TempDir private static Path folder;

  private static TraceIndex index;
  private static TestService service;

  @BeforeAll
  static void start() throws IOException {
    Path run = TinyRun.write(Files.createDirectory(folder.resolve("run")));
    index = TestService.index(folder, run, TEXT);
    TextModel model = TextModel.open(run);
    ServeOptions options = ServeOptions.local(TestService.MODEL, 0);
    service = new TestService(model, Service.start(model, Optional.of(index), options));
  }

  @AfterAll
  static void stop() {
    service.close();
    index.close();
  }

  @Test
  void aToolSearchesTheTrainingText() {
    CorpusSearch search = new CorpusSearch(index);
    try (TextModel model = TextModel.open(folder.resolve("run"))) {
      Continuation found =
          model
              .withTools(Tools.of(search))
              .generate("[search lazy dogs and foxes=", GenerationOptions.greedy(2));
      String answer = "The quick brown fox jumps over the lazy dog.]";
      assertThat(found.toolCalls().getFirst().failure()).isEmpty();
      assertThat(found.text()).startsWith(answer);
      assertThat(found.toolCalls().getFirst().answer()).isEqualTo(answer);
    }
    assertThatThrownBy(() -> search.answer("xylophone"))
        .isInstanceOf(TrainingException.class)
        .hasMessage("nothing in the training text is near \"xylophone\"");
  }

  @Test
  void tellsWhereATextStands() {
    Reply reply =
        service.post("/v1/trace", "{\"text\": \"My quick brown fox jumps high\", \"places\": 1}");
    assertThat(reply.status()).isEqualTo(200);
    JsonNode answer = reply.json();
    assertThat(answer.path("text").asText()).isEqualTo("My quick brown fox jumps high");
    assertThat(answer.path("tokens").asInt()).isEqualTo(29);
    JsonNode span = answer.path("spans").path(0);
    assertThat(answer.path("spans")).hasSize(1);
    assertThat(span.path("text").asText()).isEqualTo(" quick brown fox jumps ");
    assertThat(span.path("start").asInt()).isEqualTo(2);
    assertThat(span.path("end").asInt()).isEqualTo(25);
    assertThat(span.path("tokens").asInt()).isEqualTo(23);
    assertThat(span.path("count").asLong()).isEqualTo(1);
    JsonNode place = span.path("places").path(0);
    assertThat(span.path("places")).hasSize(1);
    assertThat(place.path("document").asText()).endsWith("proverbs.txt#1");
    assertThat(place.path("source").asText()).endsWith("proverbs.txt");
    assertThat(place.path("position").asLong()).isEqualTo(3);
    assertThat(place.path("before").asText()).isEqualTo("The");
    assertThat(place.path("text").asText()).isEqualTo(" quick brown fox jumps ");
    assertThat(place.path("after").asText()).isEqualTo("over the lazy do");
    assertThat(answer.path("nearest").isArray()).isTrue();
  }

  @Test
  void tracesContinuations() {
    String request =
        "{\"prompt\": \"The quick brown fox\", \"max_tokens\": 2, \"echo\": true, \"trace\": true";
    JsonNode choice = service.complete(request + "}").json().path("choices").path(0);
    assertThat(choice.path("trace").path("text").asText()).isEqualTo(choice.path("text").asText());
    assertThat(choice.path("trace").path("spans").path(0).path("text").asText())
        .startsWith("The quick brown fox");

    List<JsonNode> events = service.stream(request + ", \"stream\": true, \"seed\": 1}");
    StringBuilder text = new StringBuilder();
    for (JsonNode event : events) {
      JsonNode part = event.path("choices").path(0);
      text.append(part.path("text").asText());
      assertThat(part.has("trace")).isEqualTo(!part.path("finish_reason").isNull());
    }
    JsonNode last = events.getLast().path("choices").path(0);
    assertThat(last.path("trace").path("text").asText()).isEqualTo(text.toString());
  }

  @Test
  void refusesWhatItCannotTrace() {
    assertThat(service.post("/v1/trace", "{}").error()).startsWith("text: expected a string");
    assertThat(service.post("/v1/trace", "{\"text\": \"a\", \"places\": 101}").error())
        .startsWith("places: expected an integer from 0 to 100");
    Reply tooLong = service.post("/v1/trace", "{\"text\": \"" + "a".repeat(70_000) + "\"}");
    assertThat(tooLong.status()).isEqualTo(400);
    assertThat(tooLong.error()).contains("at most 65,536 tokens");
  }

  @Test
  void saysWhetherItHasAnIndex(@TempDir Path other) {
    assertThat(service.get("/v1/models").json().at("/data/0/continuo/trace").asBoolean()).isTrue();
    try (TestService without = TestService.start(other)) {
      assertThat(without.get("/v1/models").json().at("/data/0/continuo/trace").asBoolean(true))
          .isFalse();
      for (Reply reply :
          List.of(
              without.post("/v1/trace", "{\"text\": \"a\"}"),
              without.complete("{\"prompt\": \"a\", \"trace\": true}"))) {
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.json().at("/error/code").asText()).isEqualTo("no_index");
      }
    }
  }
}
