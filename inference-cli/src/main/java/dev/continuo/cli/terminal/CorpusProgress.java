package dev.continuo.cli.terminal;

import dev.continuo.corpus.work.Progress;

/** Shows how far the work on a corpus is. */
public final class CorpusProgress implements Progress, AutoCloseable {

  private final Terminal terminal;
  private final Task task;

  public CorpusProgress(Terminal terminal) {
    this.terminal = terminal;
    task = new Task(terminal);
  }

  @Override
  public void at(String phase, long done, long all) {
    task.at(phase, done, all, Task.Unit.BYTES);
  }

  @Override
  public void startedAnew(String why) {
    terminal.note(why);
  }

  @Override
  public void close() {
    task.close();
  }
}
