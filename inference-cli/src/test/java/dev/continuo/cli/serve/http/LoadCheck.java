package dev.continuo.cli.serve.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Streaming clients against a running service on this machine, for a while; run by hand with a
 * port, a number of clients and a number of seconds. Of ten clients one leaves in the middle of its
 * texts and one reads a line in half a second.
 */
final class LoadCheck {

  private static final int MOST_TOKENS = 64;
  private static final Duration SLOWNESS = Duration.ofMillis(500);

  private final int port;
  private final long end;
  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
  private final List<Long> firstMillis = Collections.synchronizedList(new ArrayList<>());

  private LoadCheck(int port, Duration duration) {
    this.port = port;
    this.end = System.nanoTime() + duration.toNanos();
  }

  /** Takes a port, a number of clients and a number of seconds. */
  public static void main(String[] arguments) throws Exception {
    int clients = Integer.parseInt(arguments[1]);
    Duration duration = Duration.ofSeconds(Long.parseLong(arguments[2]));
    new LoadCheck(Integer.parseInt(arguments[0]), duration).run(clients, duration, System.out);
  }

  private void run(int clients, Duration duration, PrintStream out) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < clients; client++) {
        int number = client;
        executor.execute(() -> converse(number));
      }
      while (System.nanoTime() < end) {
        TimeUnit.SECONDS.sleep(10);
        out.printf(Locale.ROOT, "heap %,.0f MB, %s%n", heap() / 1e6, counts);
      }
    }
    List<Long> sorted = firstMillis.stream().sorted().toList();
    out.printf(
        Locale.ROOT,
        "first text after %d ms (median), %d ms (99 %%), %d ms (longest); %,.0f pieces per"
            + " second%n",
        sorted.get(sorted.size() / 2),
        sorted.get(sorted.size() * 99 / 100),
        sorted.getLast(),
        count("pieces").doubleValue() / duration.toSeconds());
    out.println(counts);
  }

  private void converse(int number) {
    Random random = new Random(number);
    while (System.nanoTime() < end) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        ask(socket, number, random);
      } catch (IOException | InterruptedException e) {
        count("failed: " + e).incrementAndGet();
      }
    }
  }

  private void ask(Socket socket, int number, Random random)
      throws IOException, InterruptedException {
    String body =
        String.format(
            Locale.ROOT,
            "{\"prompt\": \"It was client %d who said\", \"stream\": true, \"max_tokens\": %d}",
            number,
            1 + random.nextInt(MOST_TOKENS));
    long asked = System.nanoTime();
    socket
        .getOutputStream()
        .write(
            String.format(
                    Locale.ROOT,
                    ("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"),
                    body.length(),
                    body)
                .getBytes(StandardCharsets.UTF_8));
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    String status = String.valueOf(reader.readLine());
    count(status).incrementAndGet();
    int leaveAfter = number % 10 == 0 ? random.nextInt(20) : Integer.MAX_VALUE;
    int pieces = 0;
    boolean done = false;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      done |= line.equals("data: [DONE]");
      if (line.startsWith("data: {")) {
        if (pieces++ == 0) {
          firstMillis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked));
        }
        count(line.startsWith("data: {\"error\"") ? "failed: " + line : "pieces").incrementAndGet();
      }
      if (pieces > leaveAfter) {
        count("left").incrementAndGet();
        return;
      }
      if (number % 10 == 1) {
        if (System.nanoTime() > end) {
          count("left").incrementAndGet();
          return;
        }
        Thread.sleep(SLOWNESS);
      }
    }
    if (status.contains(" 429 ")) {
      TimeUnit.SECONDS.sleep(1);
    } else if (!done) {
      count("failed: no end").incrementAndGet();
    }
  }

  private AtomicLong count(String name) {
    return counts.computeIfAbsent(name, key -> new AtomicLong());
  }

  private double heap() throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\"}"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }
}
