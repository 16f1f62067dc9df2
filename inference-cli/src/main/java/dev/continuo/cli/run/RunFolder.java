package dev.continuo.cli.run;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.StopStrings;
import dev.continuo.model.generate.TextGenerator;
import dev.continuo.model.generate.TokenStream;
import dev.continuo.model.runtime.RuntimeOptions;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A run folder, a HuggingFace folder or a GGUF file, ready to continue texts. */
public final class RunFolder implements AutoCloseable {

  private final Tokenizer tokenizer;
  private final TextGenerator generator;

  /** A model of these parts, which it closes. */
  public RunFolder(Tokenizer tokenizer, TextGenerator generator) {
    this.tokenizer = tokenizer;
    this.generator = generator;
  }

  /** Opens a model, to compute with all processors and the weights as they are stored. */
  public static RunFolder open(Path folder) {
    return open(folder, RuntimeOptions.defaults());
  }

  /** Opens a model. */
  public static RunFolder open(Path folder, RuntimeOptions options) {
    for (String file : needed(folder)) {
      if (!Files.isRegularFile(folder.resolve(file))) {
        throw new ModelException(
            "%s: expected a run folder, found no %s in it; make one with: continuo train TEXT -o %s"
                .formatted(folder, file, folder));
      }
    }
    TextGenerator generator = TextGenerator.open(folder, options);
    try {
      Tokenizer tokenizer = ModelTokenizers.open(folder);
      RunFolder run = new RunFolder(tokenizer, generator);
      int known = generator.config().vocabularySize();
      if (tokenizer.vocabularySize() > known) {
        tokenizer.close();
        throw new ModelException(
            String.format(
                Locale.ROOT,
                "%s: expected a tokenizer of at most the model's %d tokens, found %d; is it another model's?",
                folder,
                known,
                tokenizer.vocabularySize()));
      }
      return run;
    } catch (RuntimeException | Error e) {
      generator.close();
      throw e;
    }
  }

  public TextGenerator generator() {
    return generator;
  }

  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** Continues a text, piece by piece. */
  public TextStream stream(int[] text, GenerationOptions options) {
    return stream(text, options, List.of());
  }

  /** Continues a text, piece by piece, up to the first of some strings. */
  public TextStream stream(int[] text, GenerationOptions options, List<String> stops) {
    return new TextStream(tokenizer, text, tokens(text, options), new StopStrings(stops));
  }

  /** Continues a text, token by token; what it begins with stays when it outgrows the context. */
  public TokenStream tokens(int[] text, GenerationOptions options) {
    return generator.stream(text, options.withKept(tokenizer.beginning().lengthIn(text)));
  }

  private static List<String> needed(Path model) {
    return Files.isRegularFile(model) ? List.of() : List.of(ConfigFile.NAME, Tokenizers.FILE_NAME);
  }

  @Override
  public void close() {
    generator.close();
    tokenizer.close();
  }
}
