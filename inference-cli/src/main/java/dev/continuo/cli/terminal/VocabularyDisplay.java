package dev.continuo.cli.terminal;

import dev.continuo.tokenizer.train.TrainingProgress;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Shows how the learning of a vocabulary goes on, and times its merges. */
public final class VocabularyDisplay implements TrainingProgress {

  private final Terminal terminal;
  private final BooleanSupplier stop;
  private long mergedFrom = System.nanoTime();
  private long mergedUntil = mergedFrom;

  /** A display that also hands on a wish to stop. */
  public VocabularyDisplay(Terminal terminal, BooleanSupplier stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  @Override
  public void read(long documents, long chars) {
    terminal.progress(
        () ->
            String.format(
                Locale.ROOT, "counting words: %,d documents, %,d characters", documents, chars));
  }

  @Override
  public void joined(long words) {
    terminal.progress(
        () -> String.format(Locale.ROOT, "putting counts together: %,d different words", words));
  }

  @Override
  public void merged(int merges, int wanted) {
    mergedUntil = System.nanoTime();
    if (merges == 0) {
      mergedFrom = mergedUntil;
    }
    terminal.progress(() -> String.format(Locale.ROOT, "merging: %,d of %,d", merges, wanted));
  }

  @Override
  public boolean cancelled() {
    return stop.getAsBoolean();
  }

  /** The seconds that all merges took. */
  public double mergeSeconds() {
    return Math.max(1e-9, (mergedUntil - mergedFrom) / 1e9);
  }
}
