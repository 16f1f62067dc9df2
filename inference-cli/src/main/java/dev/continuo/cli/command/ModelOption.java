package dev.continuo.cli.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which model a command uses. */
final class ModelOption {

  @Option(
      names = {"-m", "--model"},
      paramLabel = "RUN",
      required = true,
      description = "A run folder, or another HuggingFace model folder.")
  private Path folder;

  Path folder() {
    return folder;
  }
}
