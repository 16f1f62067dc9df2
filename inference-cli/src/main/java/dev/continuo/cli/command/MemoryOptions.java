package dev.continuo.cli.command;

import dev.continuo.trainer.config.TrainingConfig.Memory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much of a batch is in memory at once. */
final class MemoryOptions {

  @Option(
      names = "--micro-batch",
      description = "Sequences of a step that go through the net at once (default: what fits).")
  private @Nullable Integer microBatch;

  @Option(
      names = "--recompute",
      negatable = true,
      description =
          "Compute activations again in the backward pass: less memory, a third more work (default: where needed).")
  private @Nullable Boolean recompute;

  Memory memory() {
    return new Memory(microBatch, recompute);
  }

  /** Refuses values out of range. */
  void check(Usage usage) {
    usage.positive("--micro-batch", microBatch);
  }
}
