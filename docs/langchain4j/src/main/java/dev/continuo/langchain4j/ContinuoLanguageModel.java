package dev.continuo.langchain4j;

import dev.continuo.model.generate.FinishReason;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.StopStrings;
import dev.continuo.model.generate.TextGenerator;
import dev.continuo.model.generate.TokenStream;
import dev.continuo.tokenizer.text.StreamingDecoder;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.langchain4j.model.StreamingResponseHandler;
import dev.langchain4j.model.language.LanguageModel;
import dev.langchain4j.model.language.StreamingLanguageModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A trained run as LangChain4j's language model, in this process. An answer is the continuation
 * without the prompt; the same prompt and options give the same one. Safe for use by several
 * threads, whose texts are computed together.
 */
public final class ContinuoLanguageModel
    implements LanguageModel, StreamingLanguageModel, AutoCloseable {

  private final TextGenerator generator;
  private final Tokenizer tokenizer;
  private final GenerationOptions options;
  private final List<String> stops;

  /**
   * A language model over a generator and its tokenizer, which it closes.
   *
   * @param stops strings that end an answer and are not part of it
   */
  public ContinuoLanguageModel(
      TextGenerator generator, Tokenizer tokenizer, GenerationOptions options, List<String> stops) {
    this.generator = generator;
    this.tokenizer = tokenizer;
    this.options = options;
    this.stops = List.copyOf(stops);
  }

  /** Opens a run or HuggingFace folder. */
  public static ContinuoLanguageModel open(
      Path folder, GenerationOptions options, String... stops) {
    TextGenerator generator = TextGenerator.open(folder);
    try {
      Tokenizer tokenizer = Tokenizers.open(folder.resolve(Tokenizers.FILE_NAME));
      return new ContinuoLanguageModel(generator, tokenizer, options, List.of(stops));
    } catch (RuntimeException | Error e) {
      generator.close();
      throw e;
    }
  }

  @Override
  public Response<String> generate(String prompt) {
    return answer(prompt, piece -> {});
  }

  /** Returns at once; the handler is called by a thread of the answer's own. */
  @Override
  public void generate(String prompt, StreamingResponseHandler<String> handler) {
    Thread.ofPlatform()
        .daemon()
        .name("continuo-answer")
        .start(
            () -> {
              Response<String> response;
              try {
                response = answer(prompt, handler::onNext);
              } catch (RuntimeException | Error e) {
                handler.onError(e);
                return;
              }
              handler.onComplete(response);
            });
  }

  @Override
  public void close() {
    generator.close();
    tokenizer.close();
  }

  private Response<String> answer(String prompt, Consumer<String> listener) {
    int[] ids = tokenizer.encodePrompt(prompt);
    StreamingDecoder decoder = tokenizer.streamingDecoder();
    for (int id : ids) {
      decoder.next(id); // what comes first in a text may decode in another way than what follows
    }
    StopStrings ends = new StopStrings(stops);
    int kept = tokenizer.beginning().lengthIn(ids);
    TokenStream stream = generator.stream(ids, options.withKept(kept));
    StringBuilder answer = new StringBuilder();
    int tokens = 0;
    while (!ends.stopped() && stream.hasNext()) {
      tokens++;
      hand(ends.accept(decoder.next(stream.nextInt())), answer, listener);
    }
    if (!ends.stopped()) {
      hand(ends.accept(decoder.flush()) + ends.flush(), answer, listener);
    }
    FinishReason reason =
        ends.stopped() ? FinishReason.STOP : stream.finishReason().orElse(FinishReason.CANCELLED);
    return Response.from(answer.toString(), new TokenUsage(ids.length, tokens), translated(reason));
  }

  private static void hand(String piece, StringBuilder answer, Consumer<String> listener) {
    if (!piece.isEmpty()) {
      answer.append(piece);
      listener.accept(piece);
    }
  }

  private static dev.langchain4j.model.output.FinishReason translated(FinishReason reason) {
    return switch (reason) {
      case LENGTH -> dev.langchain4j.model.output.FinishReason.LENGTH;
      case STOP -> dev.langchain4j.model.output.FinishReason.STOP;
      case CANCELLED -> dev.langchain4j.model.output.FinishReason.OTHER;
    };
  }
}
