package dev.continuo.embedding;

import dev.continuo.model.text.TextModel;
import java.nio.file.Path;

/** Continues a prompt: takes a run folder, a HuggingFace folder or a GGUF file, and the prompt. */
public final class Continue {

  private Continue() {}

  public static void main(String[] arguments) {
    try (TextModel model = TextModel.open(Path.of(arguments[0]))) {
      System.out.println(arguments[1] + model.generate(arguments[1]).text());
    }
  }
}
