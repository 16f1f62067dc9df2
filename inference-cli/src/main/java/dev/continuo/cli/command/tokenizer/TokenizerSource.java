package dev.continuo.cli.command.tokenizer;

import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names a tokenizer. */
final class TokenizerSource {

  @Option(
      names = {"-t", "--tokenizer"},
      required = true,
      paramLabel = "FILE",
      description = "A tokenizer.json, or a folder (a run, a HuggingFace model) that holds one.")
  private Path path;

  Tokenizer open() {
    return Tokenizers.open(Files.isDirectory(path) ? path.resolve(Tokenizers.FILE_NAME) : path);
  }
}
