package dev.continuo.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.cli.serve.work.QueueLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many streaming clients at once, some of which leave in the middle. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class LoadTest {

  private static final int CLIENTS = 64;
  private static final int ROUNDS = 3;
  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir Path folder;

  @Test
  void everyClientGetsItsTextOrIsToldToRetry() throws Exception {
    QueueLimits capacity = new QueueLimits(8, 32, LONG, LONG, LONG);
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    try (TestService service =
            TestService.start(folder, options -> options.withCapacity(capacity));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        int seed = client;
        all.add(
            clients.submit(
                () -> {
                  for (int round = 0; round < ROUNDS; round++) {
                    converse(service, seed, answered, refused);
                  }
                  return null;
                }));
      }
      for (Future<?> client : all) {
        join(client);
      }
      assertThat(answered.get() + refused.get()).isEqualTo(CLIENTS * ROUNDS);
      assertThat(answered.get()).isGreaterThanOrEqualTo(CLIENTS);
      long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      while (service.metric("continuo_texts_running") > 0 && System.nanoTime() < end) {
        Thread.sleep(20);
      }
      assertThat(service.metric("continuo_texts_running")).isZero();
      assertThat(service.metric("continuo_requests_total{status=\"429\"}"))
          .isEqualTo(refused.get());
    }
  }

  private static void join(Future<?> client) throws InterruptedException {
    try {
      client.get();
    } catch (ExecutionException e) {
      throw new AssertionError("a client failed", e.getCause());
    }
  }

  /** One request; every fourth client leaves after its first text. */
  private static void converse(
      TestService service, int seed, AtomicInteger answered, AtomicInteger refused)
      throws IOException {
    try (RawClient client = new RawClient(service)) {
      client.complete(
          String.format(
              Locale.ROOT,
              "{\"prompt\": \"client %d\", \"max_tokens\": 16, \"stream\": true, \"seed\": %d}",
              seed,
              seed));
      String head = client.readUntil("\r\n");
      if (head.contains(" 429 ")) {
        assertThat(client.readUntil("}}")).containsIgnoringCase("retry-after");
        refused.incrementAndGet();
        return;
      }
      assertThat(head).contains(" 200 ");
      assertThat(client.readUntil(seed % 4 == 0 ? "data: " : "[DONE]\n\n")).contains("data: ");
      answered.incrementAndGet();
    }
  }
}
