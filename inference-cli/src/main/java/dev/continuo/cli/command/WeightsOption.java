package dev.continuo.cli.command;

import dev.continuo.model.runtime.WeightFormat;
import picocli.CommandLine.Option;

/** How a command keeps a model's weights in memory. */
final class WeightsOption {

  private enum Choice {
    STORED,
    INT8
  }

  @Option(
      names = "--weights",
      paramLabel = "stored|int8",
      defaultValue = "stored",
      description = "Weights in memory: stored, as in the file; int8, a quarter of float32.")
  private Choice choice;

  WeightFormat format() {
    return switch (choice) {
      case STORED -> WeightFormat.AS_STORED;
      case INT8 -> WeightFormat.INT8;
    };
  }
}
