package dev.continuo.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.text.Continuation;
import dev.continuo.model.text.TextModel;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContinuoChatModelTest {

  private static final GenerationOptions OPTIONS = GenerationOptions.sampled(40, 3);

  @TempDir Path folder;
  private TextModel model;

  @BeforeEach
  void open() {
    model = TextModel.open(TinyRun.write(folder));
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void continuesTheMessages() {
    ContinuoChatModel chat = new ContinuoChatModel(model, OPTIONS);
    assertThat(chat.chat("Once")).isEqualTo(model.generate("Once", OPTIONS).text());
    ChatResponse answer =
        chat.chat(SystemMessage.from("a"), UserMessage.from("b"), AiMessage.from("c"));
    Continuation expected = model.generate("a\nb\nc", OPTIONS);
    assertThat(answer.aiMessage().text()).isEqualTo(expected.text());
    assertThat(answer.tokenUsage().inputTokenCount()).isEqualTo(5);
    assertThat(answer.tokenUsage().outputTokenCount()).isEqualTo(40);
    assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void aRequestsParametersComeFirst() {
    ContinuoChatModel chat = new ContinuoChatModel(model, OPTIONS);
    ChatRequest request =
        ChatRequest.builder()
            .messages(UserMessage.from("Once"))
            .maxOutputTokens(7)
            .temperature(0.0)
            .build();
    assertThat(chat.chat(request).aiMessage().text())
        .isEqualTo(model.generate("Once", GenerationOptions.greedy(7)).text());
    String whole = chat.chat("Once");
    String stop = whole.substring(10, 13);
    ChatRequest stopping =
        ChatRequest.builder()
            .messages(UserMessage.from("Once"))
            .stopSequences(List.of(stop))
            .build();
    assertThat(chat.chat(stopping).aiMessage().text())
        .isEqualTo(whole.substring(0, whole.indexOf(stop)));
    assertThat(chat.chat(stopping).finishReason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void streamsTheSameAnswerInAFormOfItsOwn() {
    ChatPrompt roles = messages -> "User: " + ChatPrompt.text(messages.getLast()) + "\nModel:";
    ContinuoStreamingChatModel chat = new ContinuoStreamingChatModel(model, OPTIONS, roles);
    StringBuilder pieces = new StringBuilder();
    CompletableFuture<ChatResponse> done = new CompletableFuture<>();
    chat.chat(
        "Once",
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(String piece) {
            pieces.append(piece);
          }

          @Override
          public void onCompleteResponse(ChatResponse response) {
            done.complete(response);
          }

          @Override
          public void onError(Throwable error) {
            done.completeExceptionally(error);
          }
        });
    String expected = model.generate("User: Once\nModel:", OPTIONS).text();
    assertThat(done.join().aiMessage().text()).isEqualTo(expected);
    assertThat(pieces).hasToString(expected);
  }

  @Test
  void refusesWhatItCannotDo() {
    ContinuoChatModel chat = new ContinuoChatModel(model, OPTIONS);
    ChatRequest tools =
        ChatRequest.builder()
            .messages(UserMessage.from("Once"))
            .toolSpecifications(ToolSpecification.builder().name("clock").build())
            .build();
    assertThatThrownBy(() -> chat.chat(tools))
        .isInstanceOf(UnsupportedFeatureException.class)
        .hasMessageContaining("tools");
    assertThatThrownBy(
            () -> chat.chat(UserMessage.from(ImageContent.from("https://example.org/a.png"))))
        .isInstanceOf(UnsupportedFeatureException.class)
        .hasMessageContaining("text alone");
  }
}
