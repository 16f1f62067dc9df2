package dev.continuo.langchain4j;

import dev.continuo.model.generate.GenerationOptions;
import dev.langchain4j.model.StreamingResponseHandler;
import dev.langchain4j.model.language.LanguageModel;
import dev.langchain4j.model.language.StreamingLanguageModel;
import dev.langchain4j.model.output.Response;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Continues a prompt twice: as a whole, and as it comes. */
public final class Example {

  private Example() {}

  /** Takes a run folder and a prompt. */
  public static void main(String[] arguments) {
    run(Path.of(arguments[0]), arguments[1], System.out);
  }

  static void run(Path folder, String prompt, PrintStream out) {
    GenerationOptions options = GenerationOptions.sampled(60, 7).withTemperature(0.8);
    try (ContinuoLanguageModel model = ContinuoLanguageModel.open(folder, options)) {
      LanguageModel whole = model;
      Response<String> response = whole.generate(prompt);
      out.println(prompt + response.content());
      out.println(response.tokenUsage());

      StreamingLanguageModel streaming = model;
      CompletableFuture<Response<String>> done = new CompletableFuture<>();
      out.print(prompt);
      streaming.generate(
          prompt,
          new StreamingResponseHandler<String>() {
            @Override
            public void onNext(String token) {
              out.print(token);
              out.flush();
            }

            @Override
            public void onComplete(Response<String> complete) {
              done.complete(complete);
            }

            @Override
            public void onError(Throwable error) {
              done.completeExceptionally(error);
            }
          });
      out.printf("%n%s%n", done.join().finishReason());
    }
  }
}
