package dev.continuo.cli.command;

import dev.continuo.trainer.config.TrainingConfig.Engine;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What trains on the CPU. */
final class EngineOption {

  @Option(
      names = "--engine",
      description =
          "What trains on the CPU: continuo, or djl: DJL's graph and autograd, slower, for comparison (default: continuo).")
  private @Nullable Engine engine;

  /** The engine, or null where none was asked for. */
  @Nullable Engine asked() {
    return engine;
  }

  Engine engine() {
    return engine == null ? Engine.CONTINUO : engine;
  }

  /** Refuses what DJL's graph cannot do. */
  void check(Usage usage, DeviceOption device, ResourceOptions resources) {
    if (engine != Engine.DJL) {
      return;
    }
    if ("gpu".equals(device.asked())) {
      usage.refuse("--engine djl", List.of("--device"));
    }
    if (Boolean.TRUE.equals(resources.resources().recompute())) {
      usage.refuse("--engine djl", List.of("--recompute"));
    }
  }
}
