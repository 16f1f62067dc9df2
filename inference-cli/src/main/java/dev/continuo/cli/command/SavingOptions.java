package dev.continuo.cli.command;

import dev.continuo.cli.train.TrainRequest.Saving;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When a run is saved. */
final class SavingOptions {

  @Option(names = "--checkpoint-minutes", description = "Save at least this often.")
  private @Nullable Double minutes;

  @Option(names = "--checkpoint-steps", description = "Save every so many steps too.")
  private @Nullable Long steps;

  @Option(names = "--keep", description = "So many of the newest checkpoints stay, and the best.")
  private @Nullable Integer keep;

  Saving saving() {
    return new Saving(minutes, steps, keep);
  }

  /** Refuses what is out of range. */
  void check(Usage usage) {
    usage.positive("--checkpoint-minutes", minutes);
    usage.positive("--checkpoint-steps", steps);
    usage.positive("--keep", keep);
  }
}
