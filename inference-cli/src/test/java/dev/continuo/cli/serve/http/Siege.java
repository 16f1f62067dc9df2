package dev.continuo.cli.serve.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Good clients of a service on loopback, beside others that do harm. */
final class Siege {

  private static final long PAUSE_MILLIS = 200;

  private static final int GOOD_PATIENCE_MILLIS = 120_000;

  private final int port;
  private final Duration patience;
  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  /**
   * A siege of a service.
   *
   * @param patience how long a client that does harm holds on
   */
  Siege(int port, Duration patience) {
    this.port = port;
    this.patience = patience;
  }

  /**
   * Lets clients come until the good ones have asked so often and it is told to end.
   *
   * @param rounds how often each good client asks at least
   */
  void run(int good, int bad, int rounds, BooleanSupplier goesOn) {
    AtomicLong atWork = new AtomicLong(good);
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < bad; i++) {
        Random random = new Random(i);
        Nuisance nuisance = Nuisance.of(i);
        clients.execute(
            () -> {
              while (atWork.get() > 0) {
                bother(nuisance, random);
              }
            });
      }
      for (int i = 0; i < good; i++) {
        int number = i;
        clients.execute(
            () -> {
              for (int round = 0; round < rounds || goesOn.getAsBoolean(); round++) {
                converse(number, round);
              }
              atWork.decrementAndGet();
            });
      }
    }
  }

  /** What went wrong. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** What happened, and how often. */
  Map<String, AtomicLong> counts() {
    return counts;
  }

  private void bother(Nuisance nuisance, Random random) {
    try {
      nuisance.once(port, random, patience);
      count(nuisance.name());
      Thread.sleep(PAUSE_MILLIS);
    } catch (AssertionError e) {
      failures.add(nuisance + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One request of a good client, which must be served. */
  private void converse(int number, int round) {
    String stream = round % 2 == 0 ? "true" : "false";
    String body =
        "{\"prompt\":\"client %s\",\"max_tokens\":20,\"stream\":%s}".formatted(number, stream);
    String request =
        "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n%s"
            .formatted(body.length(), body);
    long asked = System.nanoTime();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(GOOD_PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      boolean whole = answer.endsWith("0") || answer.endsWith("}"); // the last chunk, or the JSON
      if (answer.startsWith("HTTP/1.1 200") && whole && !answer.contains("\"error\"")) {
        count("served");
      } else {
        failures.add(
            "a good client got after %s: \"%s\""
                .formatted(
                    Duration.ofNanos(System.nanoTime() - asked),
                    answer.substring(0, Math.min(300, answer.length()))));
      }
    } catch (IOException e) {
      failures.add("a good client got " + e);
    }
  }

  private void count(String what) {
    counts.computeIfAbsent(what, name -> new AtomicLong()).incrementAndGet();
  }
}
