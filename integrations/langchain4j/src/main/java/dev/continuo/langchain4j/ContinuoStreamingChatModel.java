package dev.continuo.langchain4j;

import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.text.TextModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

/**
 * A trained run as LangChain4j's streaming chat model, in this process: the answer to some messages
 * is their continuation. Safe for use by several threads, whose texts are computed together.
 */
public final class ContinuoStreamingChatModel implements StreamingChatModel {

  private final ChatCompletion completion;

  /**
   * A chat model over a model, which stays the caller's to close.
   *
   * @param defaults what requests leave open
   */
  public ContinuoStreamingChatModel(TextModel model, GenerationOptions defaults) {
    this(model, defaults, ChatPrompt.joined());
  }

  /** A chat model whose messages become a prompt in a way of its own. */
  public ContinuoStreamingChatModel(
      TextModel model, GenerationOptions defaults, ChatPrompt prompt) {
    completion = new ChatCompletion(model, defaults, prompt);
  }

  /** Returns at once; the handler is called by a thread of the answer's own. */
  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    Answers.inBackground(
        () -> completion.answer(request, handler::onPartialResponse),
        handler::onCompleteResponse,
        handler::onError);
  }
}
