package dev.continuo.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A heap that is full at any moment of a run ends it with an error that says so, unless what is
 * left is enough; what is on disk is sound, and the same command ends in the same weights. {@code
 * -Dcontinuo.moments=1} tries every moment.
 */
class HeapShortageTest {

  private static final String DISTANCE = System.getProperty("continuo.moments", "3");

  @TempDir Path folder;

  @Test
  void endsInAnErrorAndNeverInABrokenRun() throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-XX:+UseSerialGC",
                "-Dcontinuo.products=portable", // whose factors are in the heap too
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                FullHeap.class.getName(),
                folder.toString(),
                DISTANCE)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int status = process.waitFor();
    List<String> lines = Files.readAllLines(log);
    assertThat(status).as("%s", lines).isZero();
    List<String> outcomes =
        lines.stream().filter(line -> line.startsWith(FullHeap.OUTCOME)).toList();
    assertThat(outcomes)
        .anyMatch(line -> line.endsWith(FullHeap.ENOUGH))
        .anyMatch(line -> line.contains(FullHeap.ERROR));
  }
}
