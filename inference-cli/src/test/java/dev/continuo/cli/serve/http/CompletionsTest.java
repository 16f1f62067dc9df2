package dev.continuo.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.continuo.cli.run.TinyRun;
import dev.continuo.cli.serve.http.TestService.Reply;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.Penalties;
import dev.continuo.model.generate.TokenProbability;
import dev.continuo.model.generate.TokenScore;
import dev.continuo.model.text.TextModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionsTest {

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
  void takesPromptsInEveryShape() {
    String rest = ", \"max_tokens\": 8, \"seed\": 5}";
    Reply one = service.complete("{\"prompt\": \"ab\"" + rest);
    assertThat(one.status()).isEqualTo(200);
    String text = text(one, 0);
    assertThat(texts(service.complete("{\"prompt\": [\"ab\", \"cd\"]" + rest)).getFirst())
        .isEqualTo(text);
    assertThat(text(service.complete("{\"prompt\": " + service.ids("ab") + rest), 0))
        .isEqualTo(text);
    String both = "[%s, %s]".formatted(service.ids("ab"), service.ids("cd"));
    assertThat(texts(service.complete("{\"prompt\": " + both + rest)))
        .isEqualTo(texts(service.complete("{\"prompt\": [\"ab\", \"cd\"]" + rest)))
        .hasSize(2);
  }

  @Test
  void scoresEchoedPromptsAsTheGeneratorDoes() {
    String prompt = "What is scored: 春望 🙂";
    Reply reply =
        service.complete(
            "{\"prompt\": \"%s\", \"echo\": true, \"logprobs\": 3, \"max_tokens\": 0}"
                .formatted(prompt));
    assertThat(text(reply, 0)).isEqualTo(prompt);
    int[] ids = service.run.tokenizer().encode(prompt);
    List<TokenScore> scores =
        service.run.generator().score(new int[] {ids[0]}, Arrays.copyOfRange(ids, 1, ids.length));
    JsonNode logprobs = choice(reply, 0).path("logprobs");
    JsonNode own = logprobs.path("token_logprobs");
    assertThat(own).hasSize(ids.length);
    assertThat(own.path(0).isNull()).isTrue();
    for (int i = 1; i < ids.length; i++) {
      assertThat(own.path(i).doubleValue()).isEqualTo(scores.get(i - 1).logProbability());
      JsonNode top = logprobs.path("top_logprobs").path(i);
      double greatest =
          StreamSupport.stream(top.spliterator(), false)
              .mapToDouble(JsonNode::doubleValue)
              .max()
              .orElseThrow();
      assertThat(own.path(i).doubleValue() == greatest).isEqualTo(scores.get(i - 1).likeliest());
      assertThat(top.size()).isBetween(3, 4);
    }
    JsonNode offsets = logprobs.path("text_offset");
    assertThat(offsets.path(16).intValue()).isEqualTo(16);
    assertThat(offsets.path(ids.length - 1).intValue()).isEqualTo(19);
    assertThat(reply.json().path("usage").path("completion_tokens").intValue()).isZero();
  }

  @Test
  void goesOnAfterAnEchoedPrompt() {
    Reply plain =
        service.complete("{\"prompt\": \"abc\", \"max_tokens\": 6, \"seed\": 1, \"logprobs\": 1}");
    Reply echo =
        service.complete(
            "{\"prompt\": \"abc\", \"max_tokens\": 6, \"seed\": 1, \"logprobs\": 1, \"echo\":"
                + " true}");
    assertThat(text(echo, 0)).isEqualTo("abc" + text(plain, 0));
    JsonNode whole = choice(echo, 0).path("logprobs").path("token_logprobs");
    JsonNode tail = choice(plain, 0).path("logprobs").path("token_logprobs");
    assertThat(whole).hasSize(9);
    for (int i = 0; i < 6; i++) {
      assertThat(whole.path(3 + i).doubleValue())
          .isCloseTo(tail.path(i).doubleValue(), within(1e-6));
    }
  }

  @Test
  void streamsWhatItAnswersAsAWhole() {
    String body =
        "\"prompt\": [\"ab\", \"xyz\"], \"n\": 2, \"max_tokens\": 25, \"seed\": 9, \"logprobs\":"
            + " 2}";
    Reply whole = service.complete("{" + body);
    List<JsonNode> events = service.stream("{\"stream\": true, " + body);
    for (int index = 0; index < 4; index++) {
      StringBuilder text = new StringBuilder();
      List<String> tokens = new ArrayList<>();
      String finish = "none";
      for (JsonNode event : events) {
        for (JsonNode choice : event.path("choices")) {
          if (choice.path("index").intValue() == index) {
            text.append(choice.path("text").textValue());
            choice.path("logprobs").path("tokens").forEach(token -> tokens.add(token.textValue()));
            finish = choice.path("finish_reason").asText();
          }
        }
      }
      assertThat(text).hasToString(text(whole, index));
      assertThat(tokens).hasSize(25);
      assertThat(finish).isEqualTo("length");
      List<String> all = new ArrayList<>();
      choice(whole, index).path("logprobs").path("tokens").forEach(t -> all.add(t.textValue()));
      assertThat(tokens).isEqualTo(all);
    }
  }

  @Test
  void endsBeforeAStop() {
    String options = "\"prompt\": \"ab\", \"max_tokens\": 40, \"seed\": 4, \"logprobs\": 0";
    Reply whole = service.complete("{" + options + "}");
    String text = text(whole, 0);
    String stop = TextNode.valueOf(text.substring(12, 15)).toString();
    String body = "{%s, \"stop\": [\"never-there\", %s]".formatted(options, stop);
    Reply stopped = service.complete(body + "}");
    String shown = text.substring(0, text.indexOf(text.substring(12, 15)));
    assertThat(text(stopped, 0)).isEqualTo(shown);
    assertThat(choice(stopped, 0).path("finish_reason").textValue()).isEqualTo("stop");
    assertThat(choice(stopped, 0).path("logprobs").path("tokens"))
        .hasSize(stopped.json().path("usage").path("completion_tokens").intValue());
    StringBuilder streamed = new StringBuilder();
    service.stream(body + ", \"stream\": true}")
        .forEach(event -> streamed.append(event.path("choices").path(0).path("text").textValue()));
    assertThat(streamed).hasToString(shown);
  }

  @Test
  void reportsTheEndOfTextAsTheLastToken(@TempDir Path ending) {
    int end = service.run.tokenizer().endOfText().orElseThrow();
    TextModel run = TextModel.open(TinyRun.write(ending, end));
    try (TestService ends = new TestService(run, ServeOptions.local(TestService.MODEL, 0))) {
      String body =
          "{\"prompt\": \"ab\", \"echo\": true, \"max_tokens\": 5, \"logprobs\": 1,"
              + " \"temperature\": 0, \"logit_bias\": {\""
              + end
              + "\": 100}}";
      Reply reply = ends.complete(body);
      assertThat(text(reply, 0)).isEqualTo("ab");
      JsonNode logprobs = choice(reply, 0).path("logprobs");
      assertThat(logprobs.path("tokens")).hasSize(3);
      assertThat(logprobs.path("tokens").path(2).textValue()).isEqualTo("<|endoftext|>");
      assertThat(logprobs.path("text_offset").path(2).intValue()).isEqualTo(2);
      double own = logprobs.path("token_logprobs").path(2).doubleValue();
      int[] ids = run.tokenizer().encode("ab");
      assertThat(own)
          .isCloseTo(
              run.generator().score(ids, new int[] {end}).getFirst().logProbability(),
              within(1e-5));
      assertThat(choice(reply, 0).path("finish_reason").textValue()).isEqualTo("stop");
      assertThat(reply.json().path("usage").path("completion_tokens").intValue()).isEqualTo(1);
    }
  }

  @Test
  void everyChoiceHasASeedOfItsOwn() {
    String body = "{\"prompt\": \"ab\", \"max_tokens\": 12, \"n\": %d, \"seed\": %d}";
    List<String> three = texts(service.complete(body.formatted(3, 1)));
    assertThat(three).doesNotHaveDuplicates();
    assertThat(three.getFirst()).isEqualTo(text(service.complete(body.formatted(1, 1)), 0));
    for (int seed = 2; seed <= 3; seed++) {
      assertThat(three).doesNotContain(text(service.complete(body.formatted(1, seed)), 0));
    }
  }

  @Test
  void saysTheSeedThatItChose() {
    Reply reply = service.complete("{\"prompt\": \"ab\", \"max_tokens\": 12}");
    long seed = reply.json().path("seed").longValue();
    String again =
        String.format(Locale.ROOT, "{\"prompt\": \"ab\", \"max_tokens\": 12, \"seed\": %d}", seed);
    assertThat(text(service.complete(again), 0)).isEqualTo(text(reply, 0));
    service.stream("{\"prompt\": \"ab\", \"max_tokens\": 2, \"seed\": 7, \"stream\": true}")
        .forEach(event -> assertThat(event.path("seed").longValue()).isEqualTo(7));
  }

  @Test
  void valuesThatMeanOffChangeNothing() {
    String plain = "{\"prompt\": \"ab\", \"max_tokens\": 5, \"seed\": 3%s}";
    String off =
        ", \"suffix\": \"\", \"top_k\": -1, \"ignore_eos\": null, \"min_tokens\": 0, \"skip_special_tokens\": true,"
            + " \"stop_token_ids\": [], \"length_penalty\": 1.0, \"truncate_prompt_tokens\": -1, \"n\": 1.0";
    assertThat(text(service.complete(plain.formatted(off)), 0))
        .isEqualTo(text(service.complete(plain.formatted("").replace("5", "5.0")), 0));
  }

  @Test
  void biasDecides() {
    String body =
        String.format(
            Locale.ROOT,
            """
        {"prompt": "ab", "max_tokens": 5, "temperature": 0, "logit_bias": {"%d": 100}}\
        """,
            id("q"));
    assertThat(text(service.complete(body), 0)).isEqualTo("qqqqq");
  }

  @Test
  void penaltiesAndFiltersAreTheGenerators() {
    GenerationOptions options = GenerationOptions.sampled(30, 6).withTopK(40).withTopP(0.9);
    Penalties penalties = new Penalties(1.3, 1.5, 0.7, Map.of(id("q"), 4.0));
    String body =
        String.format(
            Locale.ROOT,
            """
        {"prompt": "ab", "max_tokens": 30, "seed": 6, "top_k": 40, "top_p": 0.9, "repetition_penalty": 1.3,
          "frequency_penalty": 1.5, "presence_penalty": 0.7, "logit_bias": {"%d": 4}}\
        """,
            id("q"));
    assertThat(text(service.complete(body), 0))
        .isEqualTo(generated(options.with(penalties)))
        .isNotEqualTo(generated(options.with(penalties.withFrequency(0))))
        .isNotEqualTo(generated(options.with(penalties.withPresence(-2))));
  }

  @Test
  void topPOfNothingLeavesTheLikeliest() {
    String body = "{\"prompt\": \"ab\", \"max_tokens\": 9, %s}";
    assertThat(text(service.complete(body.formatted("\"top_p\": 0, \"temperature\": 2")), 0))
        .isEqualTo(text(service.complete(body.formatted("\"temperature\": 0")), 0));
  }

  @Test
  void keepsTheEndOfALongPromptOnRequest() {
    String longPrompt = "x".repeat(200) + "abc";
    String body = "{\"prompt\": \"%s\", \"max_tokens\": 3, \"seed\": 2, \"echo\": true%s}";
    Reply refused = service.complete(body.formatted(longPrompt, ""));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().path("error").path("code").textValue())
        .isEqualTo("context_length_exceeded");
    Reply cut = service.complete(body.formatted(longPrompt, ", \"truncate_prompt_tokens\": 3"));
    assertThat(text(cut, 0)).isEqualTo(text(service.complete(body.formatted("abc", "")), 0));
  }

  @Test
  void showsTheLikeliestNextTokens() {
    Reply reply = service.post("/v1/next_tokens", "{\"prompt\": \"ab\", \"count\": 5}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("tokens").size()).isBetween(5, 10);
    assertThat(reply.json().path("entropy").doubleValue()).isPositive();
    int[] ids = service.run.tokenizer().encode("ab");
    JsonNode first = reply.json().path("tokens").path(0);
    assertThat(first.path("probability").doubleValue())
        .isEqualTo(service.run.generator().nextTokens(ids, 1).getFirst().probability());
    int likeliest = first.path("id").intValue();
    Reply drawn =
        service.post(
            "/v1/next_tokens",
            "{\"prompt\": \"ab\", \"count\": 5, \"temperature\": 0, \"logit_bias\": {\"%s\": -100, \"%s\": 100}}"
                .formatted(likeliest, id("q")));
    for (JsonNode token : drawn.json().path("tokens")) {
      assertThat(token.path("drawn").doubleValue())
          .isEqualTo(token.path("id").intValue() == id("q") ? 1 : 0);
    }
    assertThat(drawn.json().path("tokens").findValuesAsText("id")).contains("" + id("q"));
    assertThat(drawn.json().path("tokens").path(0).path("id").intValue()).isEqualTo(likeliest);
    int[] emoji = service.run.tokenizer().encode("春🙂");
    int[] begun = Arrays.copyOf(emoji, 4);
    Reply whole =
        service.post(
            "/v1/next_tokens",
            "{\"prompt\": \"a\", \"then\": %s}".formatted(Arrays.toString(begun)));
    assertThat(whole.json().path("completed").textValue()).isEqualTo("春");
    assertThat(whole.json().path("open")).hasSize(1);
    assertThat(whole.json().path("open").path(0).intValue()).isEqualTo(begun[3]);
  }

  @Test
  void tellsOfEachTokenWhatThePageShows() {
    Reply reply =
        service.complete(
            "{\"prompt\": \"ab\", \"max_tokens\": 4, \"seed\": 2, \"logprobs\": 1, \"continuo_tokens\": 300}");
    assertThat(reply.error()).contains("continuo_tokens").contains("from 0 to 20");
    JsonNode choice =
        service
            .complete(
                "{\"prompt\": \"ab\", \"max_tokens\": 4, \"seed\": 2, \"logprobs\": 1, \"continuo_tokens\": 3}")
            .json()
            .path("choices")
            .path(0);
    JsonNode tokens = choice.path("continuo_tokens");
    assertThat(tokens).hasSize(4);
    assertThat(choice.path("logprobs").path("top_logprobs").path(0).size()).isBetween(1, 2);
    int[] text = service.run.tokenizer().encode("ab");
    for (int i = 0; i < tokens.size(); i++) {
      JsonNode token = tokens.path(i);
      List<TokenProbability> all = service.run.generator().nextTokens(text, 1000);
      assertThat(token.path("entropy").doubleValue())
          .isCloseTo(
              all.stream()
                  .mapToDouble(other -> -other.probability() * Math.log(other.probability()))
                  .sum(),
              within(1e-5));
      assertThat(token.path("logprob"))
          .isEqualTo(choice.path("logprobs").path("token_logprobs").path(i));
      assertThat(token.path("top")).hasSize(3);
      for (int place = 0; place < 3; place++) {
        JsonNode other = token.path("top").path(place);
        assertThat(other.path("id").intValue()).isEqualTo(all.get(place).id());
        assertThat(other.path("logprob").doubleValue())
            .isCloseTo(Math.log(all.get(place).probability()), within(1e-5));
      }
      text = Arrays.copyOf(text, text.length + 1);
      text[text.length - 1] = token.path("id").intValue();
    }
  }

  @Test
  void goesOnFromGivenTokens() {
    String settings = "\"max_tokens\": 5, \"seed\": 3";
    String then = "{\"prompt\": \"%s\", \"continuo_then\": %s, " + settings + "}";
    String expected = text(service.complete("{\"prompt\": \"abcd\", " + settings + "}"), 0);
    assertThat(text(service.complete(then.formatted("ab", service.ids("cd"))), 0))
        .isEqualTo(expected);
    assertThat(text(service.complete(then.formatted("", service.ids("abcd"))), 0))
        .isEqualTo(expected);
    assertThat(service.complete("{\"prompt\": [1], \"continuo_then\": [2]}").error())
        .contains("a string, since tokens follow it");
    Reply tooLong = service.complete(then.formatted("x".repeat(60), service.ids("abcdefgh")));
    assertThat(tooLong.json().path("error").path("code").textValue())
        .isEqualTo("context_length_exceeded");
    String cut =
        "{\"prompt\": \"%s\", \"continuo_then\": %s, \"truncate_prompt_tokens\": 4, "
            + settings
            + "}";
    assertThat(text(service.complete(cut.formatted("x".repeat(90), service.ids("abcd"))), 0))
        .isEqualTo(expected);
  }

  @Test
  void tellsOfItself() {
    assertThat(service.get("/health").json().path("status").textValue()).isEqualTo("ok");
    JsonNode model = service.get("/v1/models").json().path("data").path(0);
    assertThat(model.path("id").textValue()).isEqualTo("tiny");
    assertThat(model.path("max_model_len").intValue()).isEqualTo(64);
    double before = service.metric("continuo_tokens_total{kind=\"completion\"}");
    service.complete("{\"prompt\": \"ab\", \"max_tokens\": 7}");
    assertThat(service.metric("continuo_tokens_total{kind=\"completion\"}")).isEqualTo(before + 7);
    assertThat(service.get("/metrics").response().body())
        .contains("continuo_requests_total{status=\"200\"}", "jvm_memory_used_bytes");
  }

  private static String generated(GenerationOptions options) {
    int[] ids =
        service
            .run
            .generator()
            .generate(service.run.tokenizer().encode("ab"), options)
            .ids()
            .stream()
            .mapToInt(Integer::intValue)
            .toArray();
    return service.run.tokenizer().decode(ids);
  }

  private static int id(String letter) {
    return service.run.tokenizer().encode(letter)[0];
  }

  private static JsonNode choice(Reply reply, int index) {
    return reply.json().path("choices").path(index);
  }

  private static String text(Reply reply, int index) {
    return choice(reply, index).path("text").textValue();
  }

  private static List<String> texts(Reply reply) {
    List<String> texts = new ArrayList<>();
    reply.json().path("choices").forEach(choice -> texts.add(choice.path("text").textValue()));
    return texts;
  }
}
