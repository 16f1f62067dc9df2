package dev.continuo.cli.command;

import dev.continuo.trainer.run.TrainRequest.Saving;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When a run is saved. */
final class SavingOptions {

  @Option(names = "--checkpoint-minutes", description = "Save at least this often, in minutes.")
  private @Nullable Double minutes;

  @Option(
      names = "--checkpoint-steps",
      description = "Also save whenever this many steps are done.")
  private @Nullable Long steps;

  @Option(
      names = "--keep",
      description = "How many of the newest checkpoints to keep, besides the best.")
  private @Nullable Integer keep;

  Saving saving() {
    return new Saving(minutes, steps, keep);
  }

  /** Refuses values out of range. */
  void check(Usage usage) {
    usage.positive("--checkpoint-minutes", minutes);
    usage.positive("--checkpoint-steps", steps);
    usage.positive("--keep", keep);
  }
}
