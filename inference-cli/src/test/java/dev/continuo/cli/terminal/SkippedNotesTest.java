package dev.continuo.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.corpus.read.ReadProblem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SkippedNotesTest {

  private final StringWriter shown = new StringWriter();
  private final Terminal terminal = new Terminal(new PrintWriter(shown), Terminal.Mode.TEXT);

  @Test
  void theFirstOfEachKindIsShownAndTheRestCounted() {
    try (SkippedNotes notes = new SkippedNotes(terminal)) {
      for (int line = 1; line <= 3_000; line++) {
        notes.lost(
            new ReadProblem("a", "line " + line, line == 2_000 ? "binary" : "missing-field", "no"));
      }
    }
    assertThat(shown.toString().lines())
        .containsExactly(
            "skipped    a: line 1: no",
            "skipped    a: line 2: no",
            "skipped    a: line 3: no",
            "skipped    a: line 2000: no",
            "skipped    also 2,996 × missing-field");
  }

  @Test
  void ofACorpusReasonsAreCounted() {
    SkippedNotes.show(
        terminal, List.of("a: no"), new TreeMap<>(Map.of("empty", 1L, "duplicate", 2_000L)));
    assertThat(shown.toString().lines())
        .containsExactly("skipped    a: no", "dropped    2,000 × duplicate, 1 × empty");
  }
}
