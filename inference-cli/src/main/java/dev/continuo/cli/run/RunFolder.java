package dev.continuo.cli.run;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.TextGenerator;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.nio.file.Files;
import java.nio.file.Path;

/** A run or HuggingFace folder, ready to continue texts. */
public final class RunFolder implements AutoCloseable {

  private final Tokenizer tokenizer;
  private final TextGenerator generator;

  private RunFolder(Tokenizer tokenizer, TextGenerator generator) {
    this.tokenizer = tokenizer;
    this.generator = generator;
  }

  /** Opens a folder. */
  public static RunFolder open(Path folder) {
    for (String file : new String[] {ConfigFile.NAME, Tokenizers.FILE_NAME}) {
      if (!Files.isRegularFile(folder.resolve(file))) {
        throw new ModelException(
            "%s: expected a run folder, found no %s in it; make one with: continuo train TEXT -o %s"
                .formatted(folder, file, folder));
      }
    }
    TextGenerator generator = TextGenerator.open(folder);
    try {
      Tokenizer tokenizer = Tokenizers.open(folder.resolve(Tokenizers.FILE_NAME));
      RunFolder run = new RunFolder(tokenizer, generator);
      int known = generator.config().vocabularySize();
      if (tokenizer.vocabularySize() > known) {
        tokenizer.close();
        throw new ModelException(
            "%s: expected a tokenizer of at most the model's %d tokens, found %d; is it another model's?"
                .formatted(
                    folder.resolve(Tokenizers.FILE_NAME), known, tokenizer.vocabularySize()));
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
    return new TextStream(tokenizer, text, generator.stream(text, options));
  }

  @Override
  public void close() {
    generator.close();
    tokenizer.close();
  }
}
