package dev.continuo.cli.command.option;

import dev.continuo.model.runtime.DevicePreference;
import picocli.CommandLine.Option;

/** Where a command computes that measures or compares. */
public final class DeviceOption {

  @Option(
      names = "--device",
      paramLabel = "cpu|gpu|auto",
      defaultValue = "cpu",
      description =
          "cpu, gpu, or auto: a GPU where there is a usable one (default: ${DEFAULT-VALUE}).")
  private DevicePreference choice;

  public DevicePreference choice() {
    return choice;
  }
}
