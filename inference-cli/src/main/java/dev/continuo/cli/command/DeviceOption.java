package dev.continuo.cli.command;

import dev.continuo.model.runtime.DevicePreference;
import dev.continuo.model.runtime.RuntimeOptions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command computes. */
final class DeviceOption {

  private enum Choice {
    CPU,
    GPU,
    AUTO
  }

  @Option(
      names = "--device",
      description = "cpu, gpu, or auto: a GPU where there is a usable one (default: cpu).")
  private @Nullable Choice choice;

  /** The device's name, or null where none was asked for. */
  @Nullable String asked() {
    return choice == null ? null : choice.name().toLowerCase(Locale.ROOT);
  }

  /** The generation runtime, with all processors and weights as they were chosen. */
  RuntimeOptions options(WeightsChoice weights) {
    return weights.options().withDevice(preference());
  }

  /** Where the generation runtime computes. */
  DevicePreference preference() {
    return DevicePreference.valueOf(name().toUpperCase(Locale.ROOT));
  }

  /** The device's name. */
  String name() {
    String asked = asked();
    return asked == null ? "cpu" : asked;
  }
}
