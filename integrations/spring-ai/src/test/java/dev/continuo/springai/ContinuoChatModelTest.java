package dev.continuo.springai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.text.Continuation;
import dev.continuo.model.text.TextModel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

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
    assertThat(chat.call("Once")).isEqualTo(model.generate("Once", OPTIONS).text());
    List<Message> messages = List.of(new SystemMessage("a"), new UserMessage("b"));
    ChatResponse answer = chat.call(new Prompt(messages));
    Continuation expected = model.generate("a\nb", OPTIONS);
    assertThat(text(answer)).isEqualTo(expected.text());
    assertThat(answer.getMetadata().getUsage().getPromptTokens()).isEqualTo(3);
    assertThat(answer.getMetadata().getUsage().getCompletionTokens()).isEqualTo(40);
    assertThat(Objects.requireNonNull(answer.getResult()).getMetadata().getFinishReason())
        .isEqualTo("LENGTH");
  }

  @Test
  void aPromptsOptionsComeFirst() {
    ContinuoChatModel chat = new ContinuoChatModel(model, OPTIONS);
    ChatOptions greedy = ChatOptions.builder().maxTokens(7).temperature(0.0).build();
    assertThat(text(chat.call(new Prompt("Once", greedy))))
        .isEqualTo(model.generate("Once", GenerationOptions.greedy(7)).text());
    String whole = model.generate("Once", OPTIONS).text();
    String stop = whole.substring(10, 13);
    ChatOptions stopping = ChatOptions.builder().stopSequences(List.of(stop)).build();
    assertThat(text(chat.call(new Prompt("Once", stopping))))
        .isEqualTo(whole.substring(0, whole.indexOf(stop)));
  }

  @Test
  void streamsTheSameAnswerInAFormOfItsOwn() {
    PromptText roles = messages -> "User: " + messages.getLast().getText() + "\nModel:";
    ContinuoChatModel chat = new ContinuoChatModel(model, OPTIONS, roles);
    List<ChatResponse> pieces =
        Objects.requireNonNull(chat.stream(new Prompt("Once")).collectList().block());
    assertThat(pieces).hasSizeGreaterThan(5);
    assertThat(pieces.stream().map(ContinuoChatModelTest::text).collect(Collectors.joining()))
        .isEqualTo(model.generate("User: Once\nModel:", OPTIONS).text());
    assertThat(pieces.getLast().getMetadata().getUsage().getCompletionTokens()).isEqualTo(40);
    assertThat(chat.stream(new Prompt("Once")).take(3).collectList().block()).hasSize(3);
  }

  @Test
  void theExampleRuns() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Example.run(folder, "Once", new PrintStream(out, true, StandardCharsets.UTF_8));
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Once");
    assertThat(lines).hasSizeGreaterThan(1);
  }

  private static String text(ChatResponse response) {
    String text = Objects.requireNonNull(response.getResult()).getOutput().getText();
    return Objects.requireNonNull(text);
  }
}
