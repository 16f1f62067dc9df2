package dev.continuo.cli.terminal;

import dev.continuo.corpus.read.ReadProblem;
import dev.continuo.corpus.read.ReadProblems;
import java.util.Locale;

/** Says what could not be read: the first things in a line each, in the end how many more. */
public final class SkippedNotes implements ReadProblems, AutoCloseable {

  private static final int SHOWN = 3;

  private final Terminal terminal;
  private long count;

  public SkippedNotes(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void add(ReadProblem problem) {
    count++;
    if (count <= SHOWN) {
      terminal.note("skipped    " + problem.describe());
    }
  }

  @Override
  public void close() {
    if (count > SHOWN) {
      terminal.note(String.format(Locale.ROOT, "skipped    %,d more", count - SHOWN));
    }
  }
}
