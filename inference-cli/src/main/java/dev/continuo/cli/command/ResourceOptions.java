package dev.continuo.cli.command;

import dev.continuo.trainer.config.TrainingConfig.Resources;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a training takes of the machine. */
final class ResourceOptions {

  @Option(
      names = "--threads",
      description = "Threads that compute on the CPU (default: one for each processor).")
  private @Nullable Integer threads;

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

  Resources resources() {
    return new Resources(threads, microBatch, recompute);
  }

  /** Refuses values out of range. */
  void check(Usage usage) {
    usage.positive("--threads", threads);
    usage.positive("--micro-batch", microBatch);
  }
}
