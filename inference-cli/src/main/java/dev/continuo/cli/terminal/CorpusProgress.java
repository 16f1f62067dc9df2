package dev.continuo.cli.terminal;

import dev.continuo.corpus.pipeline.Progress;
import java.util.Locale;

/** Shows how far the work on a corpus is: in place on a terminal, else a line now and then. */
public final class CorpusProgress implements Progress, AutoCloseable {

  private static final long SHOW_EVERY_NANOS = 200_000_000L;
  private static final long NOTE_EVERY_NANOS = 10_000_000_000L;
  private static final long MEASURED_NANOS = 1_000_000_000L;

  private final Terminal terminal;
  private String phase = "";
  private long startNanos;
  private long startBytes;
  private long shown = System.nanoTime();
  private long noted = shown;

  public CorpusProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void at(String newPhase, long done, long all) {
    long now = System.nanoTime();
    if (!newPhase.equals(phase)) {
      phase = newPhase;
      startNanos = now;
      startBytes = done;
    }
    boolean show = terminal.isInteractive() && now - shown >= SHOW_EVERY_NANOS;
    boolean note = !terminal.isInteractive() && now - noted >= NOTE_EVERY_NANOS;
    if (show) {
      terminal.status(line(now, done, all));
      shown = now;
    }
    if (note) {
      terminal.note(line(now, done, all));
      noted = now;
    }
  }

  /** For example {@code reading 37 % 41.2 MB/s 1:05 left}. */
  private String line(long now, long done, long all) {
    double share = all == 0 ? 1 : (double) done / all;
    String line = String.format(Locale.ROOT, "%-10s %3.0f %%", phase, 100 * share);
    if (now - startNanos < MEASURED_NANOS || done <= startBytes) {
      return line;
    }
    double bytesPerSecond = 1e9 * (done - startBytes) / (now - startNanos);
    long left = Math.round(Math.max(0, all - done) / bytesPerSecond);
    return line
        + String.format(
            Locale.ROOT, "  %.1f MB/s  %d:%02d left", bytesPerSecond / 1e6, left / 60, left % 60);
  }

  @Override
  public void close() {
    terminal.clear();
  }
}
