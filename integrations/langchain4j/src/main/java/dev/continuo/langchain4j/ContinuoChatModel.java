package dev.continuo.langchain4j;

import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.text.TextModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;

/**
 * A trained run as LangChain4j's chat model, in this process: the answer to some messages is their
 * continuation. Safe for use by several threads, whose texts are computed together.
 */
public final class ContinuoChatModel implements ChatModel {

  private final ChatCompletion completion;

  /**
   * A chat model over a model, which stays the caller's to close.
   *
   * @param defaults what requests leave open
   */
  public ContinuoChatModel(TextModel model, GenerationOptions defaults) {
    this(model, defaults, ChatPrompt.joined());
  }

  /** A chat model whose messages become a prompt in a way of its own. */
  public ContinuoChatModel(TextModel model, GenerationOptions defaults, ChatPrompt prompt) {
    completion = new ChatCompletion(model, defaults, prompt);
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    return completion.answer(request, piece -> {});
  }
}
