package dev.continuo.embedding;

import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.TextGenerator;
import dev.continuo.tokenizer.text.StreamingDecoder;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.io.PrintStream;
import java.nio.file.Path;

/** Continues a prompt with a trained run. */
public final class Continue {

  private Continue() {}

  /** Takes a run folder and a prompt. */
  public static void main(String[] arguments) {
    run(Path.of(arguments[0]), arguments[1], System.out);
  }

  static void run(Path folder, String prompt, PrintStream out) {
    try (TextGenerator generator = TextGenerator.open(folder);
        Tokenizer tokenizer = Tokenizers.open(folder.resolve(Tokenizers.FILE_NAME))) {
      StreamingDecoder decoder = tokenizer.streamingDecoder();
      GenerationOptions options = GenerationOptions.sampled(50, 1).withTemperature(0.8);
      out.print(prompt);
      generator.generate(
          tokenizer.encodePrompt(prompt), options, id -> out.print(decoder.next(id)));
      out.println(decoder.flush());
    }
  }
}
