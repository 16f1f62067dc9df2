package dev.continuo.cli.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.continuo.cli.web.LoopbackName;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.report.RunReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * Serves a run's report on this machine alone, and the figures in it as they become more. The page
 * asks for those every two seconds; the server closes once it has been sent how the run ended.
 */
public final class WatchServer implements AutoCloseable {

  private static final String DATA = "/data.json";
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final long PATIENCE_SECONDS = 5;

  private final HttpServer server;
  private final RunReport report;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch endSent = new CountDownLatch(1);
  private volatile boolean watched;
  private volatile boolean running = true;

  private WatchServer(HttpServer server, RunReport report) {
    this.server = server;
    this.report = report;
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * Starts to serve.
   *
   * @param port of the loopback interface, or 0 for any that is free
   */
  public static WatchServer start(RunReport report, int port) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try {
      return new WatchServer(HttpServer.create(new InetSocketAddress(loopback, port), 0), report);
    } catch (IOException e) {
      throw new TrainingException(
          String.format(
              Locale.ROOT,
              "--watch-port: port %d cannot be used (%s); choose another, or 0 for any",
              port,
              e),
          e);
    }
  }

  /** Where the page is. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** Ends, a little later where a page is open that has not heard yet that the run is over. */
  @Override
  public void close() {
    running = false;
    try {
      if (watched && !endSent.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        watched = false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    threads.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    boolean last = !running;
    try (exchange) {
      // a page of another site may name this machine by a host of its own
      if (!LoopbackName.is(host(exchange))) {
        exchange.sendResponseHeaders(FORBIDDEN, -1);
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(NOT_ALLOWED, -1);
      } else {
        switch (exchange.getRequestURI().getPath()) {
          case "/" -> send(exchange, "text/html", () -> report.html(running, true));
          case DATA -> {
            watched = true;
            send(exchange, "application/json", () -> report.json(!last));
          }
          default -> exchange.sendResponseHeaders(NOT_FOUND, -1);
        }
      }
    }
    if (last && exchange.getRequestURI().getPath().equals(DATA)) {
      endSent.countDown();
    }
  }

  private static void send(HttpExchange exchange, String type, Supplier<String> content)
      throws IOException {
    byte[] body = content.get().getBytes(StandardCharsets.UTF_8);
    String version = version(body);
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-cache");
    exchange.getResponseHeaders().set("ETag", version);
    if (version.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(NOT_MODIFIED, -1);
      return;
    }
    exchange.sendResponseHeaders(OK, body.length);
    exchange.getResponseBody().write(body);
  }

  private static String version(byte[] body) {
    CRC32C checksum = new CRC32C();
    checksum.update(body);
    return String.format(Locale.ROOT, "\"%x-%x\"", body.length, checksum.getValue());
  }

  private static String host(HttpExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst("Host");
    return host == null ? "" : host;
  }
}
