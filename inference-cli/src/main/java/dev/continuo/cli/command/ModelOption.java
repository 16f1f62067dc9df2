package dev.continuo.cli.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which model a command uses. */
final class ModelOption {

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      required = true,
      description = "A run folder, another HuggingFace model folder, or a .gguf file.")
  private Path path;

  Path path() {
    return path;
  }
}
