package dev.continuo.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.cli.serve.http.TestService.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadRequestsTest {

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"prompt": "a", "temperature": "hot"}   | temperature | a number from 0 to 100, found "hot"
          {"prompt": "a", "temperature": 101}     | temperature | a number from 0 to 100, found 101
          {"prompt": "a", "top_p": -0.1}          | top_p       | a number from 0 to 1, found -0.1
          {"prompt": "a", "max_tokens": -1}       | max_tokens  | an integer from 0 to 4,096, found -1
          {"prompt": "a", "max_tokens": 4097}     | max_tokens  | an integer from 0 to 4,096, found 4097
          {"prompt": "a", "max_tokens": 1.5}      | max_tokens  | an integer from 0 to 4,096, found 1.5
          {"prompt": "a", "max_tokens": 1e99}     | max_tokens  | an integer
          {"prompt": "a", "n": 0}                 | n           | an integer from 1 to 128, found 0
          {"prompt": ["a", "b"], "n": 100}        | n           | at most 128 choices, found 2 × 100
          {"prompt": "a", "best_of": 2}           | best_of     | n or nothing, found 2
          {"prompt": "a", "suffix": "z"}          | suffix      | nothing: texts are only continued
          {"prompt": "a", "logprobs": 21}         | logprobs    | an integer from 0 to 20, found 21
          {"prompt": "a", "seed": 1e30}           | seed        | an integer of 64 bits
          {"prompt": "a", "seed": 18446744073709551616} | seed  | an integer of 64 bits
          {"prompt": "a", "echo": 1}              | echo        | true or false, found 1
          {"prompt": "a", "stream": "yes"}        | stream      | true or false, found "yes"
          {"prompt": "a", "stop": ""}             | stop        | strings of 1 to 500 characters
          {"prompt": "a", "stop": [1]}            | stop        | strings of 1 to 500 characters, found 1
          {"prompt": "a", "stop": {}}             | stop        | strings of 1 to 500 characters
          {"prompt": "a", "presence_penalty": 101} | presence_penalty | a number from -100 to 100
          {"prompt": "a", "frequency_penalty": -101} | frequency_penalty | a number from -100 to 100
          {"prompt": "a", "logit_bias": [1]}      | logit_bias  | an object of token ids and biases
          {"prompt": "a", "logit_bias": {"x": 1}} | logit_bias  | token ids from 0 to 256, found "x"
          {"prompt": "a", "logit_bias": {"07": 1}} | logit_bias | token ids from 0 to 256, found "07"
          {"prompt": "a", "logit_bias": {"257": 1}} | logit_bias | token ids from 0 to 256
          {"prompt": "a", "logit_bias": {"2": 1001}} | logit_bias.2 | a number from -1000 to 1000
          {"prompt": "a", "stream_options": {}}   | stream_options | an object, where stream is true
          {"prompt": "a", "stream": true, "stream_options": {"x": 1}} | stream_options.x | one of
          {"prompt": "a", "ignore_eos": true}     | ignore_eos  | an unknown field
          {"prompt": "a", "top_k": -2}            | top_k       | an integer from -1 to 2,147,483,647
          {"prompt": "a", "truncate_prompt_tokens": 0} | truncate_prompt_tokens | an integer from 1 to 64
          {"prompt": "a", "tempersture": 1}       | tempersture | an unknown field
          {"prompt": "a", "user": 5}              | user        | a string, found 5
          {"prompt": 5}                           | prompt      | a string, an array of strings
          {"prompt": []}                          | prompt      | a string, an array of strings
          {"prompt": ["a", 5]}                    | prompt[1]   | a string, an array of strings
          {"prompt": [5, "a"]}                    | prompt[1]   | an integer from 0 to 256, found "a"
          {"prompt": [257]}                       | prompt[0]   | an integer from 0 to 256, found 257
          {"prompt": [[1], [-1]]}                 | prompt[1][0] | an integer from 0 to 256, found -1
          {"prompt": [[[1]]]}                     | prompt[0][0] | an integer from 0 to 256
          {"prompt": ""}                          | prompt      | a text, since the model knows no beginning
          {"prompt": null}                        | prompt      | a text, found nothing
          {}                                      | prompt      | a text, found nothing
          [1]                                     | body        | a JSON object, found [1]
          """)
  void namesTheFieldWhatWasExpectedAndWhatFound(String body, String field, String message) {
    Reply reply = service.complete(body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error()).startsWith(field + ": expected").contains(message);
    assertThat(reply.json().path("error").path("param").textValue()).isEqualTo(field);
    assertThat(reply.json().path("error").path("type").textValue())
        .isEqualTo("invalid_request_error");
  }

  @Test
  void saysWhereJsonBreaks() {
    assertThat(service.complete("{\"prompt\": ").error()).startsWith("body: expected JSON");
    assertThat(service.complete("").error())
        .isEqualTo("body: expected a JSON object, found nothing");
    assertThat(service.complete("{\"prompt\": \"a\"} x").error()).contains("expected JSON");
    assertThat(service.complete("{\"prompt\": \"a\", \"prompt\": \"b\"}").error())
        .contains("prompt");
    assertThat(service.complete("[".repeat(100_000)).status()).isEqualTo(400);
    Reply latin =
        service.send(
            json()
                .POST(
                    BodyPublishers.ofByteArray(
                        "{\"prompt\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .build());
    assertThat(latin.status()).isEqualTo(400);
    assertThat(latin.error()).contains("UTF-8");
  }

  @Test
  void chosenTokensAreAnArray() {
    for (String then : new String[] {"5", "\"5\"", "{}"}) {
      Reply reply = service.post("/v1/next_tokens", "{\"prompt\": \"a\", \"then\": " + then + "}");
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.error()).isEqualTo("then: expected an array of token ids, found " + then);
    }
  }

  @Test
  void errorsDoNotSpeakOfTheParser() {
    for (String body :
        List.of(
            "{",
            "[".repeat(2000),
            "{\"prompt\": \"a\", \"temperature\": NaN}",
            "{\"prompt\": \"a\", \"seed\": " + "1".repeat(2000) + "}",
            "{\"" + "k".repeat(60_000) + "\": 1}")) {
      Reply reply = service.complete(body);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.error())
          .startsWith("body: expected JSON, found")
          .doesNotContain("Feature", "Constraints", "Source", "at byte 0");
    }
    assertThat(service.complete("{\"" + "k".repeat(10_000) + "\": 1}").error())
        .startsWith("kkk")
        .hasSizeLessThan(1000);
  }

  @Test
  void anUnpairedSurrogateCountsAsTheReplacementCharacter() {
    Reply reply = service.complete("{\"prompt\": \"a\\ud800\", \"echo\": true, \"max_tokens\": 0}");
    assertThat(reply.json().path("choices").path(0).path("text").textValue()).isEqualTo("a\ufffd");
    assertThat(service.complete("{\"prompt\": \"a\", \"model\": \"\\ud800\"}").error())
        .contains("found \"\ufffd\"");
  }

  @Test
  void everyRequestIsCountedOnce() {
    double before = answered();
    service.get("/v1/models");
    service.get("/none");
    service.complete("{");
    service.complete("{\"prompt\": \"a\", \"max_tokens\": 1}");
    assertThat(answered() - before).isEqualTo(5); // with the metrics that were asked for before
  }

  private static double answered() {
    return service
        .get("/metrics")
        .response()
        .body()
        .lines()
        .filter(line -> line.startsWith("continuo_requests_total{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .sum();
  }

  @Test
  void wantsJsonByName() {
    Reply form =
        service.send(
            HttpRequest.newBuilder(service.uri("/v1/completions"))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"prompt\": \"a\"}"))
                .build());
    assertThat(form.status()).isEqualTo(415);
    assertThat(form.error()).contains("expected application/json, found text/plain");
  }

  @Test
  void knowsItsPathsAndMethods() {
    Reply missing = service.get("/v1/chat/completions");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.error()).contains("expected /v1/completions");
    Reply method = service.get("/v1/completions");
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.error()).contains("expected POST, found GET");
    assertThat(method.response().headers().firstValue("Allow")).contains("POST");
    for (String path : List.of("/", "/edit.js", "/health", "/v1/models", "/v1/models/x")) {
      Reply posted = service.post(path, "{}");
      assertThat(posted.status()).as(path).isEqualTo(405);
      assertThat(posted.error()).isEqualTo(path + ": expected GET, found POST");
      assertThat(posted.response().headers().firstValue("Allow")).contains("GET, HEAD");
    }
    Reply model = service.get("/v1/models/other");
    assertThat(model.status()).isEqualTo(404);
    assertThat(model.json().path("error").path("code").textValue()).isEqualTo("model_not_found");
    assertThat(service.get("/v1/models/a/b").error()).contains("found \"a/b\"");
  }

  private static HttpRequest.Builder json() {
    return HttpRequest.newBuilder(service.uri("/v1/completions"))
        .header("Content-Type", "application/json");
  }
}
