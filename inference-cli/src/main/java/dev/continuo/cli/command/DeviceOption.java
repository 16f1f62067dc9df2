package dev.continuo.cli.command;

import dev.continuo.model.runtime.DevicePreference;
import picocli.CommandLine.Option;

/** Where a command computes that measures or compares. */
final class DeviceOption {

  @Option(
      names = "--device",
      paramLabel = "cpu|gpu|auto",
      defaultValue = "cpu",
      description =
          "cpu, gpu, or auto: a GPU where there is a usable one (default: ${DEFAULT-VALUE}).")
  private DevicePreference choice;

  DevicePreference choice() {
    return choice;
  }
}
