package dev.continuo.cli.command;

import dev.continuo.cli.terminal.Terminal;
import dev.continuo.corpus.pipeline.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows how far the work on a corpus is. */
final class CorpusProgress implements Progress, AutoCloseable {

  private final Terminal terminal;

  CorpusProgress(PrintWriter errors) {
    terminal = new Terminal(errors, false);
  }

  @Override
  public void at(String phase, long done, long all) {
    terminal.progress(
        () ->
            String.format(Locale.ROOT, "%s: %.0f %%", phase, all == 0 ? 100 : 100.0 * done / all));
  }

  @Override
  public void close() {
    terminal.clear();
  }
}
