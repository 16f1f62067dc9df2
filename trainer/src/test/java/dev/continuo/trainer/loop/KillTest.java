package dev.continuo.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed at random moments and started again ends in the same bytes as one that
 * was not, on two threads each, and without a GPU nothing of CUDA is loaded. {@code
 * -Dcontinuo.kills=10} kills more often than the gate does.
 */
final class KillTest {

  private static final int KILLS = Integer.getInteger("continuo.kills", 2);

  /** Of libtorch, which wait for one another without spinning. */
  private static final Map<String, String> TWO_THREADS =
      Map.of("OMP_NUM_THREADS", "2", "OMP_WAIT_POLICY", "PASSIVE");

  @TempDir private Path folder;

  private static Process start(Path run, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--add-modules=jdk.incubator.vector",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xlog:class+load:file=" + run.resolveSibling(run.getFileName() + ".classes"),
            "-cp",
            System.getProperty("java.class.path"),
            KilledRun.class.getName(),
            run.toString()));
    command.addAll(List.of(more));
    File log = run.resolveSibling(run.getFileName() + ".log").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
    builder.environment().putAll(TWO_THREADS);
    return builder.start();
  }

  @Test
  void killedProcessEndsInTheSameBytes() throws IOException, InterruptedException {
    Path whole = folder.resolve("whole");
    long began = System.nanoTime();
    assertThat(start(whole).waitFor()).isZero();
    long nanoseconds = System.nanoTime() - began;

    assertThat(Files.readString(folder.resolve("whole.classes")))
        .contains("CpuBackend")
        .doesNotContain("jcuda.", "model.backend.cuda.");

    Path killed = folder.resolve("killed");
    Random random = new Random();
    for (int attempt = 0; attempt < KILLS; attempt++) {
      Path started = folder.resolve("started-" + attempt);
      Process process = start(killed, started.toString());
      while (Files.notExists(started)) {
        assertThat(process.waitFor(1, TimeUnit.MILLISECONDS)).as("ended by itself").isFalse();
      }
      long moment = (long) (nanoseconds * random.nextDouble(0.5));
      assertThat(process.waitFor(moment, TimeUnit.NANOSECONDS)).as("ended by itself").isFalse();
      process.destroyForcibly().waitFor();
    }
    assertThat(start(killed).waitFor()).isZero();
    assertThat(Runs.weights(killed)).isEqualTo(Runs.weights(whole));
    assertThat(Runs.optimizer(killed, KilledRun.STEPS))
        .isEqualTo(Runs.optimizer(whole, KilledRun.STEPS));
  }
}
