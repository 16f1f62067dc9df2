package dev.continuo.cli.terminal;

import dev.continuo.tokenizer.train.TrainingProgress;

/** Shows how the learning of a vocabulary goes on, and times its merges. */
public final class TokenizerProgress implements TrainingProgress, AutoCloseable {

  private static final double NANOS = 1e9;

  private final Task task;
  private long readUntil = System.nanoTime();
  private long mergedUntil = readUntil;

  public TokenizerProgress(Terminal terminal) {
    task = new Task(terminal);
  }

  @Override
  public void read(long documents, long chars) {
    readUntil = System.nanoTime();
    mergedUntil = readUntil;
    task.at("counting", chars, 0, Task.Unit.CHARACTERS);
  }

  @Override
  public void merged(int merges, int wanted) {
    mergedUntil = System.nanoTime();
    task.at("merging", merges, wanted, Task.Unit.MERGES);
  }

  @Override
  public boolean cancelled() {
    return Thread.currentThread().isInterrupted();
  }

  /** The seconds from the last text that was read to the last merge. */
  public double mergeSeconds() {
    return Math.max(1e-9, (mergedUntil - readUntil) / NANOS);
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
