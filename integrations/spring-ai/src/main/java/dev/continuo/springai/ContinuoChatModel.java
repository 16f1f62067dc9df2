package dev.continuo.springai;

import dev.continuo.model.generate.FinishReason;
import dev.continuo.model.generate.GenerationChanges;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.text.Continuation;
import dev.continuo.model.text.TextModel;
import dev.continuo.model.text.TextStream;
import java.util.List;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/**
 * A trained run as Spring AI's chat model, in this process: the answer to some messages is their
 * continuation. Safe for use by several threads, whose texts are computed together.
 */
public final class ContinuoChatModel implements ChatModel {

  private final TextModel model;
  private final GenerationOptions defaults;
  private final PromptText prompt;

  /**
   * A chat model over a model, which stays the caller's to close.
   *
   * @param defaults what prompts leave open
   */
  public ContinuoChatModel(TextModel model, GenerationOptions defaults) {
    this(model, defaults, PromptText.joined());
  }

  /** A chat model whose messages become a prompt in a way of its own. */
  public ContinuoChatModel(TextModel model, GenerationOptions defaults, PromptText prompt) {
    this.model = model;
    this.defaults = defaults;
    this.prompt = prompt;
  }

  @Override
  public ChatResponse call(Prompt asked) {
    Continuation answer = model.generate(prompt.apply(asked.getInstructions()), options(asked));
    return response(
        answer.text(), answer.finishReason(), answer.promptTokens(), answer.tokenCount());
  }

  /** The pieces of an answer; the last, which is empty, says why it ended. */
  @Override
  public Flux<ChatResponse> stream(Prompt asked) {
    return Flux.<ChatResponse, TextStream>generate(
            () -> model.stream(prompt.apply(asked.getInstructions()), options(asked)),
            ContinuoChatModel::next,
            TextStream::cancel)
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static TextStream next(TextStream stream, SynchronousSink<ChatResponse> sink) {
    String piece = stream.next();
    while (piece != null && piece.isEmpty()) {
      piece = stream.next();
    }
    if (piece == null) {
      sink.next(response("", stream.finishReason(), stream.promptLength(), stream.tokenCount()));
      sink.complete();
    } else {
      sink.next(new ChatResponse(List.of(new Generation(new AssistantMessage(piece)))));
    }
    return stream;
  }

  private static ChatResponse response(
      String text, FinishReason reason, int promptTokens, int tokens) {
    ChatGenerationMetadata why =
        ChatGenerationMetadata.builder().finishReason(reason.name()).build();
    return new ChatResponse(
        List.of(new Generation(new AssistantMessage(text), why)),
        ChatResponseMetadata.builder().usage(new DefaultUsage(promptTokens, tokens)).build());
  }

  private GenerationOptions options(Prompt asked) {
    ChatOptions given = asked.getOptions();
    if (given == null) {
      return defaults;
    }
    return new GenerationChanges(
            given.getMaxTokens(),
            given.getTemperature(),
            given.getTopK(),
            given.getTopP(),
            given.getFrequencyPenalty(),
            given.getPresencePenalty(),
            given.getStopSequences())
        .applyTo(defaults);
  }
}
