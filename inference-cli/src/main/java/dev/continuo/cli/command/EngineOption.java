package dev.continuo.cli.command;

import dev.continuo.trainer.config.TrainingConfig.Engine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What trains on the CPU. */
final class EngineOption {

  @Option(
      names = "--engine",
      description =
          "What trains on the CPU: continuo, or djl, the graph of DJL with its autograd, slow and for comparison (default: continuo).")
  private @Nullable Engine engine;

  /** The engine, or null where none was asked for. */
  @Nullable Engine asked() {
    return engine;
  }

  Engine engine() {
    return engine == null ? Engine.CONTINUO : engine;
  }
}
