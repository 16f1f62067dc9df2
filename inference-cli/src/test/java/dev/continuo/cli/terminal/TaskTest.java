package dev.continuo.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TaskTest {

  @Test
  void aTerminalOfCharactersAloneIsDumb() {
    assertThat(Terminal.isDumb("dumb")).isTrue();
    assertThat(Terminal.isDumb("")).isTrue();
    assertThat(Terminal.isDumb(null)).isTrue();
    assertThat(Terminal.isDumb("xterm-256color")).isFalse();
  }

  private static final double NANOS = 1e9;

  private final StringWriter shown = new StringWriter();
  private double seconds;

  private Task task(Terminal.Mode mode) {
    return new Task(new Terminal(new PrintWriter(shown), mode), () -> (long) (seconds * NANOS));
  }

  private void work(Task task, String phase, int from, int until) {
    for (int second = from; second <= until; second++) {
      seconds = second;
      task.at(phase, (second - from) * 1_000_000L, 100_000_000L, Task.Unit.BYTES);
    }
  }

  @Test
  void withoutATerminalThereIsALineNowAndThen() {
    try (Task task = task(Terminal.Mode.TEXT)) {
      work(task, "reading", 0, 65);
    }
    assertThat(shown.toString().lines())
        .containsExactly(
            "reading     30 %  30.0 MB of 100 MB  1.00 MB/s  1:10 left",
            "reading     60 %  60.0 MB of 100 MB  1.00 MB/s  0:40 left");
  }

  @Test
  void shortWorkAndQuietWorkShowNothing() {
    try (Task task = task(Terminal.Mode.TEXT)) {
      work(task, "reading", 0, 29);
      work(task, "tokenizing", 30, 59);
    }
    try (Task task = task(Terminal.Mode.QUIET)) {
      work(task, "reading", 100, 199);
    }
    try (Task task = task(Terminal.Mode.JSON)) {
      work(task, "reading", 200, 201);
    }
    assertThat(shown.toString()).isEmpty();
  }

  @Test
  void aProgramReadsJson() throws IOException {
    try (Task task = task(Terminal.Mode.JSON)) {
      work(task, "reading", 0, 4);
      seconds = 10;
      task.at("counting", 0, 0, Task.Unit.CHARACTERS);
      seconds = 14;
      task.at("counting", 400, 0, Task.Unit.CHARACTERS);
    }
    List<String> lines = shown.toString().lines().toList();
    assertThat(lines).hasSize(4);
    JsonNode third = new JsonMapper().readTree(lines.get(2));
    assertThat(third.get("progress").asText()).isEqualTo("reading");
    assertThat(third.get("done").asLong()).isEqualTo(4_000_000);
    assertThat(third.get("all").asLong()).isEqualTo(100_000_000);
    assertThat(third.get("per_second").asDouble()).isEqualTo(1e6);
    assertThat(third.get("seconds_left").asDouble()).isEqualTo(96);
    JsonNode unknown = new JsonMapper().readTree(lines.get(3));
    assertThat(unknown.get("all").isNull()).isTrue();
    assertThat(unknown.get("per_second").asDouble()).isEqualTo(100);
    assertThat(unknown.get("unit").asText()).isEqualTo("characters");
  }

  @Test
  void barsHaveEighths() {
    assertThat(Bar.of(0, 4)).isEqualTo("░░░░");
    assertThat(Bar.of(1, 4)).isEqualTo("████");
    assertThat(Bar.of(0.4, 4)).isEqualTo("█▋░░");
    assertThat(Bar.of(7, 4)).isEqualTo("████");
  }

  @Test
  void quantitiesReadWell() {
    assertThat(Quantities.duration(65)).isEqualTo("1:05");
    assertThat(Quantities.duration(7384.4)).isEqualTo("2:03:04");
    assertThat(Quantities.duration(Double.NaN)).isEqualTo("–:––");
    assertThat(Quantities.bytes(999)).isEqualTo("999 B");
    assertThat(Quantities.bytes(4_971_906)).isEqualTo("4.97 MB");
    assertThat(Quantities.bytes(12.34e9)).isEqualTo("12.3 GB");
  }
}
