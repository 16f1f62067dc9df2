package dev.continuo.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.cli.run.TinyRun;
import dev.continuo.cli.serve.http.TestService.Reply;
import dev.continuo.cli.serve.wire.RequestLimits;
import dev.continuo.cli.serve.work.QueueLimits;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.text.TextModel;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LimitsTest {

  private static final int ENDLESS = 10_000_000;
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration MOMENT = Duration.ofSeconds(5);

  /** A request that would go on until its client leaves. */
  private static final String NEVER_ENDING =
      String.format(
          Locale.ROOT, "{\"prompt\": \"ab\", \"max_tokens\": %d, \"stream\": true}", ENDLESS);

  @TempDir Path folder;

  private TestService start(QueueLimits capacity) {
    return TestService.start(
        folder,
        options ->
            options
                .withCapacity(capacity)
                .withSending(SHORT)
                .withLimits(new RequestLimits(10_000, ENDLESS, 4)));
  }

  @Test
  void sendsAwayWhoFindsTheQueueFull() throws IOException {
    try (TestService service = start(new QueueLimits(1, 1, LONG, LONG, LONG))) {
      try (RawClient running = new RawClient(service);
          RawClient waiting = new RawClient(service)) {
        running.complete(NEVER_ENDING).readUntil("data: ");
        waiting.complete(NEVER_ENDING);
        await(() -> service.metric("continuo_requests_waiting") == 1);
        Reply refused = service.complete("{\"prompt\": \"ab\"}");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.error()).contains("1 requests are already waiting");
        assertThat(retryAfter(refused)).isBetween(1, 60);
      }
      await(() -> service.metric("continuo_requests_waiting") == 0);
      assertThat(service.complete("{\"prompt\": \"ab\", \"max_tokens\": 3}").status())
          .isEqualTo(200);
    }
  }

  @Test
  void sendsAwayWhoWaitsTooLong() throws IOException {
    try (TestService service = start(new QueueLimits(1, 5, SHORT, LONG, LONG));
        RawClient running = new RawClient(service)) {
      running.complete(NEVER_ENDING).readUntil("data: ");
      Reply refused = service.complete("{\"prompt\": \"ab\"}");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.error()).contains("no slot became free within 1 seconds");
      assertThat(retryAfter(refused)).isBetween(1, 60);
    }
  }

  @Test
  void endsRequestsThatTakeTooLong() throws IOException {
    try (TestService service = start(new QueueLimits(1, 5, LONG, SHORT, LONG));
        RawClient streaming = new RawClient(service)) {
      Reply whole =
          service.complete(
              String.format(Locale.ROOT, "{\"prompt\": \"ab\", \"max_tokens\": %d}", ENDLESS));
      assertThat(whole.status()).isEqualTo(504);
      assertThat(whole.error()).contains("longer than 1 seconds");
      assertThat(streaming.complete(NEVER_ENDING).readUntil("\"timeout\"}}\n\n"))
          .contains("longer than 1 seconds");
      await(() -> service.metric("continuo_texts_running") == 0);
      await(() -> service.metric("continuo_requests_total{status=\"504\"}") == 2);
    }
  }

  @Test
  void clientsThatLeaveFreeTheirSlots() throws IOException {
    try (TestService service = start(new QueueLimits(2, 5, LONG, LONG, LONG))) {
      try (RawClient streaming = new RawClient(service);
          RawClient waitingForAll = new RawClient(service)) {
        streaming.complete(NEVER_ENDING).readUntil("data: ");
        waitingForAll.complete(NEVER_ENDING.replace("true", "false"));
        await(() -> service.metric("continuo_texts_running") == 2);
      }
      await(() -> service.metric("continuo_texts_running") == 0);
      await(() -> service.metric("continuo_requests_total{status=\"499\"}") == 2);
    }
  }

  @Test
  void clientsThatReadNothingLoseTheirSlots() throws IOException {
    try (TestService service = start(new QueueLimits(1, 5, LONG, LONG, SHORT));
        RawClient deaf = new RawClient(service)) {
      deaf.complete(NEVER_ENDING.replace("}", ", \"logprobs\": 20}")).readUntil("data: ");
      assertThat(service.complete("{\"prompt\": \"ab\", \"max_tokens\": 3}").status())
          .isEqualTo(200);
      await(() -> service.metric("continuo_texts_running") == 0);
    }
  }

  @Test
  void clientsThatSendTooSlowlyAreCutOff() throws IOException {
    try (TestService service = start(QueueLimits.DEFAULTS);
        RawClient slow = new RawClient(service)) {
      slow.send("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n");
      slow.send("Content-Type: application/json\r\n\r\n{");
      assertThat(slow.readAll()).contains("408", "within 1 seconds");
    }
  }

  @Test
  void refusesWhatIsTooLong() throws IOException {
    try (TestService service = start(QueueLimits.DEFAULTS)) {
      String body = "{\"prompt\": \"%s\"}".formatted("x".repeat(20_000));
      Reply declared = service.complete(body);
      assertThat(declared.status()).isEqualTo(413);
      assertThat(declared.error()).contains("at most 10,000 bytes");
      try (RawClient chunked = new RawClient(service)) {
        chunked.send("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\n");
        chunked.send("Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n");
        for (int i = 0; i < 5; i++) {
          chunked.send("1000\r\n" + "x".repeat(4096) + "\r\n");
        }
        assertThat(chunked.readUntil("}}")).contains("413", "at most 10,000 bytes");
      }
      try (RawClient huge = new RawClient(service)) {
        huge.send(
            "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(40_000) + "\r\n\r\n");
        assertThat(huge.readAll()).contains("HTTP/1.1 4", "\"error\"");
      }
      try (RawClient babble = new RawClient(service)) {
        assertThat(babble.send("hello there\r\n\r\n").readAll()).contains("400", "\"error\"");
      }
      assertThat(service.complete("{\"prompt\": \"a\", \"max_tokens\": 2}").status())
          .isEqualTo(200);
    }
  }

  @Test
  void saysThatThePortIsTaken() {
    try (TestService first = TestService.start(folder);
        TextModel run = TextModel.open(folder)) {
      ServeOptions same = ServeOptions.local("other", first.service.port());
      assertThatThrownBy(() -> Service.start(run, same))
          .isInstanceOf(ModelException.class)
          .hasMessageStartingWith("--port: cannot listen at 127.0.0.1:" + same.port())
          .hasMessageEndingWith("choose another, or 0 for any that is free");
      assertThat(first.get("/health").status()).isEqualTo(200);
    }
  }

  @Test
  void keepsItsKey() {
    try (TestService service =
        TestService.start(folder, options -> options.withApiKey(Optional.of("secret")))) {
      assertThat(service.get("/").status()).isEqualTo(200);
      assertThat(service.get("/health").status()).isEqualTo(200);
      assertThat(service.get("/none").status()).isEqualTo(401);
      assertThat(service.get("/metrics").status()).isEqualTo(401);
      Reply refused = service.get("/v1/models");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.json().path("error").path("code").textValue())
          .isEqualTo("invalid_api_key");
      assertThat(models(service, "Bearer wrong").status()).isEqualTo(401);
      assertThat(models(service, "Bearer").status()).isEqualTo(401);
      assertThat(models(service, "secret").status()).isEqualTo(401);
      assertThat(models(service, "Bearer secret").status()).isEqualTo(200);
      assertThat(models(service, "bearer  secret").status()).isEqualTo(200);
    }
  }

  @Test
  void answersOnlyToItsOwnName() throws IOException {
    try (TestService service = TestService.start(folder);
        RawClient rebound = new RawClient(service)) {
      rebound.send("GET /v1/models HTTP/1.1\r\nHost: attacker.example\r\n\r\n");
      assertThat(rebound.readUntil("}}")).contains("403", "expected localhost");
      for (String name :
          List.of("LOCALHOST:80", "localhost.", "127.0.0.2", "[::1]:9", "[0:0:0:0:0:0:0:1]")) {
        rebound.send("GET /health HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(name));
        assertThat(rebound.readUntil("ok\"}")).as(name).contains("200");
      }
      for (String name : List.of("localhost.example", "127.0.0.1.example", "10.0.0.1", "0.0.0.0")) {
        rebound.send("GET /health HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(name));
        assertThat(rebound.readUntil("}}")).as(name).contains("403");
      }
    }
  }

  @Test
  void silentClientsKeepNobodyOut() throws IOException {
    TextModel run = TextModel.open(TinyRun.write(folder));
    ServeOptions options = ServeOptions.local(TestService.MODEL, 0);
    Service started =
        Service.start(
            run, Optional.empty(), options, new Clients(8, MOMENT), MemoryBudget.ofHeap());
    List<RawClient> silent = new ArrayList<>();
    try (TestService service = new TestService(run, started)) {
      for (int i = 0; i < 12; i++) {
        silent.add(new RawClient(service).send(i % 2 == 0 ? "" : "GET / HTTP/1.1\r\nHost: "));
      }
      assertThat(service.complete("{\"prompt\": \"ab\", \"max_tokens\": 3}").status())
          .isEqualTo(200);
      assertThat(silent.getFirst().readAll()).isEmpty();
    } finally {
      for (RawClient client : silent) {
        client.close();
      }
    }
  }

  @Test
  void longBodiesFindRoomOrAreToldSo() {
    TextModel run = TextModel.open(TinyRun.write(folder));
    ServeOptions options = ServeOptions.local(TestService.MODEL, 0);
    MemoryBudget memory = new MemoryBudget(2 << 20);
    Service started = Service.start(run, Optional.empty(), options, new Clients(8, MOMENT), memory);
    try (TestService service = new TestService(run, started)) {
      String body = "{\"prompt\": \"%s\", \"max_tokens\": 1}";
      Reply never = service.complete(body.formatted("a".repeat(200_000)));
      assertThat(never.status()).isEqualTo(413);
      assertThat(never.error()).contains("at most 131,072 bytes in this heap");
      try (MemoryBudget.Share other = memory.share()) {
        other.hold(100_000);
        Reply later = service.complete(body.formatted("a".repeat(50_000)));
        assertThat(later.status()).isEqualTo(503);
        assertThat(retryAfter(later)).isEqualTo(1);
        assertThat(service.complete(body.formatted("a")).status()).isEqualTo(200);
      }
      Reply tooLong = service.complete(body.formatted("a".repeat(50_000)));
      assertThat(tooLong.status()).isEqualTo(400);
      assertThat(tooLong.error()).contains("at most 64 tokens");
      assertThat(memory.taken()).isZero();
    }
  }

  @Test
  void finishesWhatRunsBeforeItEnds() throws Exception {
    TextModel run = TextModel.open(TinyRun.write(folder));
    WaitingTokenizer tokenizer = new WaitingTokenizer(run.tokenizer());
    tokenizer.waitAfter(10); // the prompt's two, and enough for a character
    TextModel waiting = new TextModel(tokenizer, run.generator());
    try (TestService service = new TestService(waiting, ServeOptions.local(TestService.MODEL, 0));
        RawClient running = new RawClient(service)) {
      running.complete(NEVER_ENDING.replace("" + ENDLESS, "30")).readUntil("data: ");
      CompletableFuture<Void> ending = CompletableFuture.runAsync(service.service::close);
      await(() -> service.get("/health").status() == 503);
      Reply refused = service.complete("{\"prompt\": \"ab\"}");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.error()).contains("shutting down");
      tokenizer.goOn();
      assertThat(running.readUntil("[DONE]\n\n")).endsWith("[DONE]\n\n");
      ending.get(2, TimeUnit.MINUTES);
    }
  }

  private static Reply models(TestService service, String authorization) {
    return service.send(
        HttpRequest.newBuilder(service.uri("/v1/models"))
            .header("Authorization", authorization)
            .build());
  }

  private static int retryAfter(Reply reply) {
    return Integer.parseInt(reply.response().headers().firstValue("Retry-After").orElseThrow());
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("the condition holds in time").isLessThan(end);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
