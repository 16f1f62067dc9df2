package dev.continuo.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.TextGenerator;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.langchain4j.model.StreamingResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContinuoLanguageModelTest {

  private static final GenerationOptions OPTIONS = GenerationOptions.sampled(40, 3);

  @TempDir Path folder;

  @BeforeEach
  void writeRun() {
    TinyRun.write(folder);
  }

  @Test
  void answersWithTheGeneratorsContinuation() {
    String expected;
    try (TextGenerator generator = TextGenerator.open(folder);
        Tokenizer tokenizer = Tokenizers.open(folder.resolve(Tokenizers.FILE_NAME))) {
      int[] ids =
          generator.generate(tokenizer.encode("Once"), OPTIONS).ids().stream()
              .mapToInt(Integer::intValue)
              .toArray();
      expected = tokenizer.decode(ids);
    }
    try (ContinuoLanguageModel model = ContinuoLanguageModel.open(folder, OPTIONS)) {
      Response<String> response = model.generate("Once");
      assertThat(response.content()).isEqualTo(expected).isNotEmpty();
      assertThat(response.tokenUsage()).isEqualTo(new TokenUsage(4, 40));
      assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
    }
  }

  @Test
  void streamsTheSameTextAndStopsAtAString() {
    String whole;
    try (ContinuoLanguageModel model = ContinuoLanguageModel.open(folder, OPTIONS)) {
      whole = model.generate("Once").content();
      Streamed streamed = new Streamed();
      model.generate("Once", streamed);
      assertThat(streamed.done.join().content()).isEqualTo(whole);
      assertThat(streamed.text).hasToString(whole);
      assertThat(streamed.pieces).isGreaterThan(5);
    }
    String stop = whole.substring(10, 13);
    try (ContinuoLanguageModel model =
        ContinuoLanguageModel.open(folder, OPTIONS.withStops(stop))) {
      Response<String> response = model.generate("Once");
      assertThat(response.content()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
      assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    }
  }

  @Test
  void tellsTheHandlerWhatWentWrong() {
    ContinuoLanguageModel model = ContinuoLanguageModel.open(folder, OPTIONS);
    model.close();
    Streamed streamed = new Streamed();
    model.generate("Once", streamed);
    assertThatThrownBy(streamed.done::join).hasCauseInstanceOf(ModelException.class);
  }

  @Test
  void theExampleRuns() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Example.run(folder, "Once", new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Once").contains("LENGTH");
  }

  private static final class Streamed implements StreamingResponseHandler<String> {
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Response<String>> done = new CompletableFuture<>();
    private int pieces;

    @Override
    public void onNext(String piece) {
      text.append(piece);
      pieces++;
    }

    @Override
    public void onComplete(Response<String> response) {
      done.complete(response);
    }

    @Override
    public void onError(Throwable error) {
      done.completeExceptionally(error);
    }
  }
}
