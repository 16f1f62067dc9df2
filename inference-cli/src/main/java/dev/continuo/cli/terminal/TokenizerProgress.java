package dev.continuo.cli.terminal;

import dev.continuo.tokenizer.train.TrainingProgress;
import java.util.function.BooleanSupplier;

/** Shows how the learning of a vocabulary goes on, and times its merges. */
public final class TokenizerProgress implements TrainingProgress, AutoCloseable {

  private static final double NANOS = 1e9;

  private final Task task;
  private final BooleanSupplier stop;
  private long mergedFrom = System.nanoTime();
  private long mergedUntil = mergedFrom;

  /** A display that also hands on a wish to stop. */
  public TokenizerProgress(Terminal terminal, BooleanSupplier stop) {
    task = new Task(terminal);
    this.stop = stop;
  }

  @Override
  public void read(long documents, long chars) {
    task.at("counting", chars, 0, Task.Unit.CHARACTERS);
  }

  @Override
  public void joined(long words) {
    task.at("joining", words, 0, Task.Unit.WORDS);
  }

  @Override
  public void merged(int merges, int wanted) {
    mergedUntil = System.nanoTime();
    if (merges == 0) {
      mergedFrom = mergedUntil;
    }
    task.at("merging", merges, wanted, Task.Unit.MERGES);
  }

  @Override
  public boolean cancelled() {
    return stop.getAsBoolean();
  }

  @Override
  public void measured(long tokens) {
    task.at("measuring", tokens, 0, Task.Unit.TOKENS);
  }

  /** The seconds that all merges took. */
  public double mergeSeconds() {
    return Math.max(1e-9, (mergedUntil - mergedFrom) / NANOS);
  }

  /** Takes what is shown away. */
  public void clear() {
    task.clear();
  }

  @Override
  public void close() {
    clear();
  }
}
