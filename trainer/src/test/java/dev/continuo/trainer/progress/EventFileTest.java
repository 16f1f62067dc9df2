package dev.continuo.trainer.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventFileTest {

  @TempDir private Path folder;

  /** The expected bytes are TensorBoard's own: src/test/python/golden_events.py. */
  @Test
  void writesTheBytesThatTensorBoardWrites() throws IOException {
    Path logs = folder.resolve("logs");
    AtomicInteger calls = new AtomicInteger();
    try (EventFile events = EventFile.create(logs, "events", () -> 1.5 + calls.getAndIncrement())) {
      events.scalar(1, "loss/train", 7.25);
      events.scalar(300, "loss/held_out", 3.1415927);
      events.scalar(1L << 40, "häufig/ε", -0.0);
    }
    try (InputStream golden =
        Objects.requireNonNull(getClass().getResourceAsStream("/golden/events.tfevents"))) {
      assertThat(Files.readAllBytes(logs.resolve("events"))).isEqualTo(golden.readAllBytes());
    }
  }
}
