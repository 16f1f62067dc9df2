package dev.continuo.cli.terminal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Work that a person waits for. What takes longer than two seconds gets a bar with its rate and the
 * time left; where nobody watches, a line now and then; for a program, JSON.
 */
public final class Task implements AutoCloseable {

  /** What the work is counted in. */
  public enum Unit {
    BYTES,
    DOCUMENTS,
    CHARACTERS,
    WORDS,
    TOKENS,
    MERGES,
    /** Parts that mean nothing to a person. */
    PARTS
  }

  private static final double PATIENCE = 2;
  private static final double BETWEEN_UPDATES = 0.1;
  private static final double BETWEEN_LINES = 30;
  private static final double BETWEEN_OBJECTS = 1;
  private static final int BAR_WIDTH = 24;
  private static final int NAME_WIDTH = 10;
  private static final double NANOS = 1e9;

  private final Terminal terminal;
  private final LongSupplier clock;
  private String phase = "";
  private long started;
  private double shownAt;

  /** Some work that is shown on a terminal. */
  public Task(Terminal terminal) {
    this(terminal, System::nanoTime);
  }

  Task(Terminal terminal, LongSupplier clock) {
    this.terminal = terminal;
    this.clock = clock;
  }

  /**
   * So far is the work now; another phase begins anew.
   *
   * @param name of the phase, as a present participle
   * @param done so much of it
   * @param all of it, or 0 where that is not known
   * @param unit what both count
   */
  public synchronized void at(String name, long done, long all, Unit unit) {
    if (!Objects.equals(name, phase)) {
      terminal.clear();
      phase = name;
      started = clock.getAsLong();
      shownAt = Double.NEGATIVE_INFINITY;
    }
    double seconds = (clock.getAsLong() - started) / NANOS;
    double interval =
        switch (terminal.mode()) {
          case TEXT -> terminal.isInteractive() ? BETWEEN_UPDATES : BETWEEN_LINES;
          case JSON -> BETWEEN_OBJECTS;
          case QUIET -> Double.POSITIVE_INFINITY;
        };
    double patience =
        terminal.mode() == Terminal.Mode.TEXT && !terminal.isInteractive()
            ? BETWEEN_LINES
            : PATIENCE;
    if (seconds >= patience && seconds - shownAt >= interval) {
      shownAt = seconds;
      show(done, all, unit, seconds);
    }
  }

  /** Takes what is shown away; whatever is shown next begins anew. */
  public synchronized void clear() {
    terminal.clear();
    phase = "";
  }

  @Override
  public void close() {
    clear();
  }

  private void show(long done, long all, Unit unit, double seconds) {
    double rate = done / seconds;
    double left = all > 0 && done > 0 ? (all - done) / rate : Double.NaN;
    switch (terminal.mode()) {
      case TEXT -> {
        String line = line(done, all, unit, rate, left);
        if (terminal.isInteractive()) {
          terminal.status(line);
        } else {
          terminal.note(line);
        }
      }
      case JSON -> {
        ObjectNode object = Terminal.json();
        object.put("progress", phase).put("done", done).put("all", all > 0 ? all : null);
        object.put("unit", unit.name().toLowerCase(Locale.ROOT)).put("seconds", seconds);
        object.put("per_second", rate);
        object.put("seconds_left", Double.isFinite(left) ? left : null);
        terminal.write(object);
      }
      case QUIET -> {}
    }
  }

  private String line(long done, long all, Unit unit, double rate, double left) {
    StringBuilder line =
        new StringBuilder(phase).append(" ".repeat(Math.max(1, NAME_WIDTH + 1 - phase.length())));
    if (all > 0) {
      double fraction = Math.clamp((double) done / all, 0, 1);
      line.append(terminal.isInteractive() ? Bar.of(fraction, BAR_WIDTH) + " " : "");
      line.append(String.format(Locale.ROOT, "%3.0f %%  ", fraction * 100));
    }
    line.append(
        switch (unit) {
          case BYTES ->
              amount(Quantities.bytes((double) done), Quantities.bytes((double) all), all)
                  + "  "
                  + Quantities.bytes(rate)
                  + "/s";
          case DOCUMENTS, CHARACTERS, WORDS, TOKENS, MERGES ->
              amount(Quantities.count((double) done), Quantities.count((double) all), all)
                  + " "
                  + unit.name().toLowerCase(Locale.ROOT)
                  + "  "
                  + Quantities.count(rate)
                  + "/s";
          case PARTS -> "";
        });
    if (Double.isFinite(left)) {
      line.append("  ").append(Quantities.duration(left)).append(" left");
    }
    return line.toString();
  }

  private static String amount(String done, String all, long total) {
    return total > 0 ? done + " of " + all : done;
  }
}
