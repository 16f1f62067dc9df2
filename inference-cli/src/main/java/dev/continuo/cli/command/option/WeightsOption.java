package dev.continuo.cli.command.option;

import picocli.CommandLine.Option;

/** How a command keeps a model's weights in memory. */
public final class WeightsOption {

  @Option(
      names = "--weights",
      paramLabel = WeightsChoice.LABEL,
      defaultValue = "stored",
      description =
          "Weights in memory: stored, as in the file; int8 is the smallest and fastest on a CPU;"
              + " on a GPU, stored means bf16 (default: ${DEFAULT-VALUE}).")
  private WeightsChoice choice;

  public WeightsChoice choice() {
    return choice;
  }
}
