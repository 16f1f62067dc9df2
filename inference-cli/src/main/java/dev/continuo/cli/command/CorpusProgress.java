package dev.continuo.cli.command;

import dev.continuo.cli.terminal.Terminal;
import dev.continuo.corpus.pipeline.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows how far the work on a corpus is: in place on a terminal, else a line now and then. */
final class CorpusProgress implements Progress, AutoCloseable {

  private static final long NOTE_EVERY_NANOS = 10_000_000_000L;

  private final Terminal terminal;
  private long lastNote = System.nanoTime();

  CorpusProgress(PrintWriter errors) {
    terminal = new Terminal(errors, false);
  }

  @Override
  public void at(String phase, long done, long all) {
    String line =
        String.format(Locale.ROOT, "%s: %.0f %%", phase, all == 0 ? 100 : 100.0 * done / all);
    terminal.status(line);
    long now = System.nanoTime();
    if (!terminal.isInteractive() && now - lastNote > NOTE_EVERY_NANOS) {
      lastNote = now;
      terminal.note(line);
    }
  }

  @Override
  public void close() {
    terminal.clear();
  }
}
