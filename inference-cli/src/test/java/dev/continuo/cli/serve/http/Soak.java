package dev.continuo.cli.serve.http;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Minutes of a siege of a service in a process of its own, on loopback, with the service's resident
 * memory as it goes; run by hand, after the tests have been compiled:
 *
 * <pre>
 * java -cp inference-cli/target/test-classes dev.continuo.cli.serve.http.Soak ./continuo MODEL SECONDS CLIENTS
 * </pre>
 *
 * <p>Right is: every good client is served, no status 500, fewer than 100 lines of log, and no more
 * memory at the end than in the first quarter of the time, give or take a tenth; the heap is of 512
 * MB unless CONTINUO_JVM_OPTIONS says otherwise. It ends with status 1 where something is wrong,
 * after the given time at the latest plus what the last requests take.
 */
final class Soak {

  private static final int GOOD = 32;
  private static final int MOST_CLIENTS = 4000;
  private static final int MOST_SECONDS = 3600;
  private static final int MOST_LINES = 100;
  private static final Duration LOOK = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Pattern PORT = Pattern.compile("http://\\S+:(\\d+)/");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  private Soak() {}

  /** Takes the launcher, a model, a number of seconds and a number of clients that do harm. */
  public static void main(String[] arguments) throws Exception {
    int seconds = Math.min(MOST_SECONDS, Integer.parseInt(arguments[2]));
    int bad = Math.min(MOST_CLIENTS, Integer.parseInt(arguments[3]));
    Path log = Files.createTempFile("continuo-soak", ".log");
    ProcessBuilder starting =
        new ProcessBuilder(arguments[0], "serve", "-m", arguments[1], "--port", "0")
            .redirectError(log.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    // a large heap grows for minutes before anything in it is collected
    starting.environment().putIfAbsent("CONTINUO_JVM_OPTIONS", "-Xmx512m");
    Process service = starting.start();
    boolean right;
    try {
      right = run(service, log, seconds, bad, System.out);
    } finally {
      service.destroy();
      service.waitFor(90, TimeUnit.SECONDS);
      service.destroyForcibly();
    }
    System.exit(right ? 0 : 1);
  }

  private static boolean run(Process service, Path log, int seconds, int bad, PrintStream out)
      throws IOException, InterruptedException {
    Siege siege = new Siege(port(service, log), PATIENCE);
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    Thread all =
        Thread.ofPlatform().start(() -> siege.run(GOOD, bad, 1, () -> System.nanoTime() < end));
    long early = 0;
    for (long since = 0; all.isAlive(); since += LOOK.toSeconds()) {
      all.join(LOOK.toMillis());
      long megabytes = resident(service);
      early = since < seconds / 4 ? Math.max(early, megabytes) : early;
      out.printf(
          Locale.ROOT,
          "%4d s: %,d MB resident, %d lines of log, %d failures, %s%n",
          since + LOOK.toSeconds(),
          megabytes,
          lines(log),
          siege.failures().size(),
          siege.counts());
    }
    siege.failures().stream().limit(10).forEach(out::println);
    boolean flat = resident(service) <= early * 1.1;
    boolean right = siege.failures().isEmpty() && lines(log) < MOST_LINES && flat;
    out.println(right ? "right" : "wrong: see above, and " + log);
    return right;
  }

  private static int port(Process service, Path log) throws IOException, InterruptedException {
    for (int i = 0; i < 600 && service.isAlive(); i++) {
      Matcher port = PORT.matcher(Files.readString(log));
      if (port.find()) {
        return Integer.parseInt(port.group(1));
      }
      Thread.sleep(500);
    }
    throw new IllegalStateException("the service has not started: " + Files.readString(log));
  }

  private static int lines(Path log) throws IOException {
    return (int) Files.readString(log).lines().count();
  }

  /** The resident memory of the service in megabytes, as Linux tells it; 0 where it has ended. */
  private static long resident(Process service) throws IOException {
    Path status = Path.of("/proc", String.valueOf(service.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    Matcher resident = RESIDENT.matcher(Files.readString(status));
    return resident.find() ? Long.parseLong(resident.group(1)) >> 10 : 0;
  }
}
