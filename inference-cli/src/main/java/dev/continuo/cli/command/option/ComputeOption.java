package dev.continuo.cli.command.option;

import dev.continuo.model.runtime.DevicePreference;
import dev.continuo.model.runtime.RuntimeOptions;
import picocli.CommandLine.Option;

/** Where a command that continues texts computes. */
public final class ComputeOption {

  @Option(
      names = "--device",
      paramLabel = "cpu|gpu|auto",
      defaultValue = "auto",
      description =
          "cpu, gpu, or auto: a GPU where one can be used, else the CPU (default:"
              + " ${DEFAULT-VALUE}).")
  private DevicePreference choice;

  /** All processors, and weights and a device as they were chosen. */
  public RuntimeOptions options(WeightsOption weights) {
    return weights.choice().options().withDevice(choice);
  }
}
