package dev.continuo.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class StopRequestTest {

  @Test
  void aSecondSignalEndsAtOnceWhatTheFirstWaitsFor() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            NeverDone.class.getName());
    Process process = builder.redirectErrorStream(true).start();
    try (BufferedReader lines = process.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("working");
      process.toHandle().destroy();
      assertThat(lines.readLine()).isEqualTo("asked");
      assertThat(process.isAlive()).isTrue();
      process.toHandle().destroy();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
    } finally {
      process.destroyForcibly();
    }
  }

  /** A program with work that takes forever to put away. */
  static final class NeverDone {

    private NeverDone() {}

    public static void main(String[] arguments) throws InterruptedException {
      try (StopRequest stop =
          StopRequest.waiting(Integer.MAX_VALUE, () -> System.out.println("asked"))) {
        System.out.println(stop.getAsBoolean() ? "ending" : "working");
        new CountDownLatch(1).await();
      }
    }
  }
}
