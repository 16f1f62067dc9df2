package dev.continuo.cli.command;

import dev.continuo.cli.terminal.Terminal;
import dev.continuo.tokenizer.train.TrainingProgress;
import java.util.Locale;

/** Shows how the learning of a vocabulary goes on, and times its merges. */
final class TokenizerProgress implements TrainingProgress {

  private static final long SHOW_EVERY = 200_000_000L;

  private final Terminal terminal;
  private long shown = System.nanoTime();
  private long readUntil = shown;
  private long mergedUntil = shown;

  TokenizerProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void read(long documents, long chars) {
    readUntil = System.nanoTime();
    mergedUntil = readUntil;
    show(
        String.format(
            Locale.ROOT, "counting words: %,d documents, %,d characters", documents, chars));
  }

  @Override
  public void merged(int merges, int wanted) {
    mergedUntil = System.nanoTime();
    show(String.format(Locale.ROOT, "merging: %,d of %,d", merges, wanted));
  }

  @Override
  public boolean cancelled() {
    return Thread.currentThread().isInterrupted();
  }

  double mergeSeconds() {
    return Math.max(1e-9, (mergedUntil - readUntil) / 1e9);
  }

  private void show(String line) {
    long now = System.nanoTime();
    if (now - shown >= SHOW_EVERY) {
      terminal.status(line);
      shown = now;
    }
  }
}
