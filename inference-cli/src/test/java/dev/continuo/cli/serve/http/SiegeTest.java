package dev.continuo.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.cli.run.TinyRun;
import dev.continuo.model.text.TextModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Good clients are served beside every kind that does harm; {@link Soak} does it for long. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SiegeTest {

  private static final int GOOD = 8;
  private static final int BAD = 5 * Nuisance.values().length;
  private static final int ROUNDS = 10;

  @TempDir Path folder;

  @Test
  void everyGoodClientIsServedAndNobodyGetsAnInternalError() {
    TextModel run = TextModel.open(TinyRun.write(folder));
    ServeOptions options =
        ServeOptions.local(TestService.MODEL, 0).withSending(Duration.ofSeconds(2));
    try (TestService service = new TestService(run, options)) {
      Siege siege = new Siege(service.service.port(), Duration.ofSeconds(1));
      Logger root = Logger.getLogger("");
      List<String> logged = Collections.synchronizedList(new ArrayList<>());
      Handler handler = new Listening(logged);
      root.addHandler(handler);
      try {
        siege.run(GOOD, BAD, ROUNDS, () -> false);
      } finally {
        root.removeHandler(handler);
      }
      assertThat(logged).isEmpty();
      assertThat(siege.failures()).isEmpty();
      assertThat(siege.counts().get("served")).hasValue(GOOD * ROUNDS);
      assertThat(service.metric("continuo_requests_total{status=\"500\"}")).isZero();
    }
  }

  /** Keeps what the service logs. */
  private static final class Listening extends Handler {

    private final List<String> logged;

    Listening(List<String> logged) {
      this.logged = logged;
    }

    @Override
    public void publish(LogRecord record) {
      if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
        logged.add(record.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
