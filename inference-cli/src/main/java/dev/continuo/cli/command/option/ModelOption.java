package dev.continuo.cli.command.option;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which model a command uses. */
public final class ModelOption {

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      required = true,
      description = "A run folder, another HuggingFace model folder, or a .gguf file.")
  private Path path;

  public Path path() {
    return path;
  }
}
