package dev.continuo.springai;

import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.text.TextModel;
import java.io.PrintStream;
import java.nio.file.Path;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

/** Continues a prompt twice: as a whole, and as it comes. */
public final class Example {

  private Example() {}

  /** Takes a run folder and a prompt. */
  public static void main(String[] arguments) {
    run(Path.of(arguments[0]), arguments[1], System.out);
  }

  static void run(Path folder, String prompt, PrintStream out) {
    try (TextModel model = TextModel.open(folder)) {
      ContinuoChatModel chat =
          new ContinuoChatModel(model, GenerationOptions.sampled(60, 7).withTemperature(0.8));
      out.println(prompt + chat.call(prompt));
      out.print(prompt);
      chat.stream(new Prompt(prompt)).doOnNext(piece -> print(piece, out)).blockLast();
      out.println();
    }
  }

  private static void print(ChatResponse piece, PrintStream out) {
    for (Generation part : piece.getResults()) {
      out.print(part.getOutput().getText());
    }
  }
}
