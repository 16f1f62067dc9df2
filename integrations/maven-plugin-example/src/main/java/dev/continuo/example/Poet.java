package dev.continuo.example;

import dev.continuo.model.text.TextModel;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Continues a line with the model that the build put among the resources. */
public final class Poet {

  private static final List<String> FILES =
      List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");

  private Poet() {}

  /** Prints the first argument with what the model adds. */
  public static void main(String[] arguments) throws IOException {
    try (TextModel model = TextModel.open(model())) {
      System.out.println(arguments[0] + model.generate(arguments[0]).text());
    }
  }

  /** The model in a folder, since a model is mapped into memory, which entries of a jar are not. */
  static Path model() throws IOException {
    Path folder = Files.createTempDirectory("poet");
    for (String file : FILES) {
      try (InputStream in = Poet.class.getResourceAsStream("/model/" + file)) {
        if (in == null) {
          throw new FileNotFoundException(
              "/model/"
                  + file
                  + ": expected on the class path; the build makes it (continuo:train)");
        }
        Files.copy(in, folder.resolve(file));
      }
      folder.resolve(file).toFile().deleteOnExit();
    }
    folder.toFile().deleteOnExit();
    return folder;
  }
}
