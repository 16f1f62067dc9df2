package dev.continuo.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each layer says, over HTTP. */
class LensServiceTest {

  @TempDir static Path folder;
  private static TestService service;

  @BeforeAll
  static void start() {
    service = TestService.start(folder);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void theModelSaysThatThereIsOne() {
    JsonNode model = service.get("/v1/models").json().path("data").path(0);
    assertThat(model.path("continuo").path("lens").booleanValue()).isTrue();
  }

  @Test
  void theLastLayerIsWhatTheModelSays() {
    JsonNode lens = service.post("/v1/lens", "{\"prompt\": \"abc\", \"top\": 3}").json();
    JsonNode next = service.post("/v1/next_tokens", "{\"prompt\": \"abc\", \"count\": 3}").json();
    assertThat(lens.path("token").textValue()).isEqualTo("c");
    assertThat(lens.path("position").intValue()).isEqualTo(2);
    assertThat(lens.path("next").path("given").booleanValue()).isFalse();
    assertThat(lens.path("layers")).hasSize(3);
    assertThat(lens.path("checkpoints").isArray()).isTrue();
    JsonNode last = lens.path("layers").path(2);
    assertThat(last.path("layer").intValue()).isEqualTo(2);
    for (int i = 0; i < 3; i++) {
      assertThat(last.path("tokens").path(i).path("id"))
          .isEqualTo(next.path("tokens").path(i).path("id"));
      assertThat(last.path("tokens").path(i).path("probability"))
          .isEqualTo(next.path("tokens").path(i).path("probability"));
    }
  }

  @Test
  void tokensAndAPositionAreTaken() {
    String body = "{\"prompt\": " + service.ids("abc") + ", \"position\": 0}";
    JsonNode lens = service.post("/v1/lens", body).json();
    assertThat(lens.path("token").textValue()).isEqualTo("a");
    assertThat(lens.path("next").path("token").textValue()).isEqualTo("b");
    assertThat(lens.path("next").path("given").booleanValue()).isTrue();
    assertThat(lens.path("layers").path(0).path("tokens")).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"prompt\": \"abc\", \"position\": 3} | position",
        "{\"prompt\": \"abc\", \"position\": -1} | position",
        "{\"prompt\": \"abc\", \"top\": 0} | top",
        "{\"prompt\": \"abc\", \"layers\": 1} | layers",
        "{\"prompt\": \"\"} | prompt",
        "{} | prompt"
      })
  void whatIsWrongIsNamed(String body, String field) {
    TestService.Reply reply = service.post("/v1/lens", body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("error").path("param").textValue()).isEqualTo(field);
  }
}
