package dev.continuo.langchain4j;

import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.text.Continuation;
import dev.continuo.model.text.TextModel;
import dev.langchain4j.model.StreamingResponseHandler;
import dev.langchain4j.model.language.LanguageModel;
import dev.langchain4j.model.language.StreamingLanguageModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A trained run as LangChain4j's language model, in this process. An answer is the continuation
 * without the prompt; the same prompt and options give the same one. Safe for use by several
 * threads, whose texts are computed together.
 */
public final class ContinuoLanguageModel
    implements LanguageModel, StreamingLanguageModel, AutoCloseable {

  private final TextModel model;
  private final GenerationOptions options;

  /** A language model over a model, which it closes. */
  public ContinuoLanguageModel(TextModel model, GenerationOptions options) {
    this.model = model;
    this.options = options;
  }

  /** Opens a run folder, a HuggingFace folder or a GGUF file. */
  public static ContinuoLanguageModel open(Path path, GenerationOptions options) {
    return new ContinuoLanguageModel(TextModel.open(path), options);
  }

  @Override
  public Response<String> generate(String prompt) {
    return answer(prompt, piece -> {});
  }

  /** Returns at once; the handler is called by a thread of the answer's own. */
  @Override
  public void generate(String prompt, StreamingResponseHandler<String> handler) {
    Answers.inBackground(
        () -> answer(prompt, handler::onNext), handler::onComplete, handler::onError);
  }

  @Override
  public void close() {
    model.close();
  }

  private Response<String> answer(String prompt, Consumer<String> listener) {
    Continuation answer = model.generate(prompt, options, listener);
    TokenUsage usage = new TokenUsage(answer.promptTokens(), answer.tokenCount());
    return Response.from(answer.text(), usage, FinishReasons.of(answer.finishReason()));
  }
}
