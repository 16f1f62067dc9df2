package dev.continuo.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionChoice;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.completions.CompletionUsage;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.Seeds;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own Java client against the service. */
class OpenAiClientTest {

  @TempDir Path folder;
  private TestService service;
  private OpenAIClient client;

  @BeforeEach
  void start() {
    service = TestService.start(folder);
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(service.uri("/v1").toString())
            .apiKey("unused")
            .maxRetries(0)
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    service.close();
  }

  @Test
  void completes() {
    Completion completion =
        client.completions().create(params().maxTokens(20).seed(7).n(2).build()).validate();
    assertThat(completion.choices())
        .extracting(CompletionChoice::text)
        .containsExactly(expected("Once upon", 20, 7), expected("Once upon", 20, Seeds.of(7, 1)));
    assertThat(completion.choices().getFirst().finishReason())
        .isEqualTo(CompletionChoice.FinishReason.LENGTH);
    CompletionUsage usage = completion.usage().orElseThrow();
    assertThat(usage.promptTokens()).isEqualTo(9);
    assertThat(usage.completionTokens()).isEqualTo(40);
    assertThat(usage.totalTokens()).isEqualTo(49);
  }

  @Test
  void streams() {
    CompletionCreateParams params =
        params()
            .maxTokens(30)
            .seed(3)
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    try (StreamResponse<Completion> response = client.completions().createStreaming(params)) {
      List<Completion> chunks = response.stream().toList();
      StringBuilder text = new StringBuilder();
      chunks.forEach(chunk -> chunk.choices().forEach(choice -> text.append(choice.text())));
      assertThat(chunks).hasSizeGreaterThan(10);
      assertThat(text).hasToString(expected("Once upon", 30, 3));
      assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isEqualTo(30);
    }
  }

  @Test
  void echoesThePromptWithItsLogProbabilities() {
    List<Long> prompt =
        Arrays.stream(service.run.tokenizer().encode("Once")).asLongStream().boxed().toList();
    Completion completion =
        client
            .completions()
            .create(
                CompletionCreateParams.builder()
                    .model(TestService.MODEL)
                    .promptOfArrayOfTokens(prompt)
                    .echo(true)
                    .logprobs(2)
                    .maxTokens(0)
                    .build());
    CompletionChoice.Logprobs logprobs = completion.choices().getFirst().logprobs().orElseThrow();
    assertThat(completion.choices().getFirst().text()).isEqualTo("Once");
    assertThat(logprobs.tokens().orElseThrow()).containsExactly("O", "n", "c", "e");
    assertThat(logprobs.textOffset().orElseThrow()).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void understandsTheErrors() {
    assertThatThrownBy(() -> client.completions().create(params().model("other").build()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("expected \"tiny\"");
    assertThatThrownBy(() -> client.completions().create(params().temperature(101).build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("temperature: expected a number from 0 to 100, found 101");
  }

  @Test
  void listsTheModel() {
    assertThat(client.models().list().data()).hasSize(1);
    assertThat(client.models().retrieve(TestService.MODEL).id()).isEqualTo(TestService.MODEL);
  }

  private static CompletionCreateParams.Builder params() {
    return CompletionCreateParams.builder().model(TestService.MODEL).prompt("Once upon");
  }

  private String expected(String prompt, int tokens, long seed) {
    int[] ids =
        service
            .run
            .generator()
            .generate(
                service.run.tokenizer().encode(prompt), GenerationOptions.sampled(tokens, seed))
            .ids()
            .stream()
            .mapToInt(Integer::intValue)
            .toArray();
    return service.run.tokenizer().decode(ids);
  }
}
