package dev.continuo.cli.terminal;

import dev.continuo.corpus.read.ReadListener;
import dev.continuo.corpus.read.ReadProblem;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reports what could not be read: a line for each of the first problems and for the first of each
 * kind, and at the end the number of the others.
 */
public final class SkippedNotes implements ReadListener, AutoCloseable {

  private static final int SHOWN = 3;
  private static final int SHOWN_OF_CORPUS = 6;

  private final Terminal terminal;
  private final SortedMap<String, Long> more = new TreeMap<>();
  private long shown;

  public SkippedNotes(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void lost(ReadProblem problem) {
    boolean first = more.putIfAbsent(problem.reason(), 0L) == null;
    if (first || shown < SHOWN) {
      shown++;
      terminal.note("skipped    " + problem.describe());
    } else {
      more.merge(problem.reason(), 1L, Long::sum);
    }
  }

  @Override
  public void close() {
    more.values().removeIf(count -> count == 0);
    if (!more.isEmpty()) {
      terminal.note("skipped    also " + counts(more));
    }
  }

  /**
   * Shows what became of a corpus's inputs, where not everything was kept.
   *
   * @param problems what could not be read, the first of each kind first
   * @param dropped how many documents were dropped, for each reason
   */
  public static void show(
      Terminal terminal, List<String> problems, SortedMap<String, Long> dropped) {
    problems.stream().limit(SHOWN_OF_CORPUS).forEach(line -> terminal.note("skipped    " + line));
    if (!dropped.isEmpty()) {
      terminal.note("dropped    " + counts(dropped));
    }
  }

  private static String counts(SortedMap<String, Long> byReason) {
    return byReason.entrySet().stream()
        .map(entry -> String.format(Locale.ROOT, "%,d × %s", entry.getValue(), entry.getKey()))
        .collect(Collectors.joining(", "));
  }
}
