package dev.continuo.cli.command;

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

  /** The device's name. */
  String name() {
    String asked = asked();
    return asked == null ? "cpu" : asked;
  }
}
