package dev.continuo.langchain4j;

import dev.continuo.model.generate.GenerationChanges;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.text.Continuation;
import dev.continuo.model.text.TextModel;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.util.function.Consumer;

/** Answers chat requests with continuations of their messages. */
final class ChatCompletion {

  private final TextModel model;
  private final GenerationOptions defaults;
  private final ChatPrompt prompt;

  /**
   * One over a model.
   *
   * @param defaults what requests leave open
   */
  ChatCompletion(TextModel model, GenerationOptions defaults, ChatPrompt prompt) {
    this.model = model;
    this.defaults = defaults;
    this.prompt = prompt;
  }

  /** Answers a request, and hands over each piece of text as it comes. */
  ChatResponse answer(ChatRequest request, Consumer<String> listener) {
    refuseUnsupported(request);
    Continuation answer =
        model.generate(prompt.apply(request.messages()), options(request), listener);
    return ChatResponse.builder()
        .aiMessage(AiMessage.from(answer.text()))
        .tokenUsage(new TokenUsage(answer.promptTokens(), answer.tokenCount()))
        .finishReason(FinishReasons.of(answer.finishReason()))
        .build();
  }

  private static void refuseUnsupported(ChatRequest request) {
    if (!request.toolSpecifications().isEmpty()) {
      throw new UnsupportedFeatureException("tools: a model of continuations calls none");
    }
    ResponseFormat format = request.responseFormat();
    if (format != null && !format.equals(ResponseFormat.TEXT)) {
      throw new UnsupportedFeatureException("response format: expected text, found " + format);
    }
  }

  private GenerationOptions options(ChatRequest request) {
    return new GenerationChanges(
            request.maxOutputTokens(),
            request.temperature(),
            request.topK(),
            request.topP(),
            request.frequencyPenalty(),
            request.presencePenalty(),
            request.stopSequences())
        .applyTo(defaults);
  }
}
