package dev.continuo.corpus.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build that is killed at random moments, again and again, ends in the same bytes. */
class KilledBuildTest {

  private static final int FILES = 5;
  private static final int DOCUMENTS = 900;
  private static final int KILLS = 4;
  private static final long LONGEST_WAIT = 800;

  @TempDir Path folder;

  private Path input = Path.of("");
  private Path tokenizerFile = Path.of("");

  @BeforeEach
  void writeText() throws IOException {
    input = Files.createDirectory(folder.resolve("in"));
    tokenizerFile = Files.writeString(folder.resolve("tokenizer.json"), "{}");
    SplittableRandom random = new SplittableRandom(11);
    List<String> earlier = new ArrayList<>();
    for (int file = 0; file < FILES; file++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < DOCUMENTS; i++) {
        String document = document(random);
        if (random.nextInt(10) == 0 && !earlier.isEmpty()) {
          document = earlier.get(random.nextInt(earlier.size())) + " Or so.";
        }
        earlier.add(document);
        text.append(document).append("\n\n\n");
      }
      // ASCII for long, so that a file's encoding is told in its midst.
      text.append("床前明月光，疑是地上霜。举头望明月，低头思故乡。".repeat(8));
      Charset charset = Charset.forName(file % 2 == 0 ? "UTF-8" : "GB18030");
      Files.writeString(input.resolve(String.format(Locale.ROOT, "%d.txt", file)), text, charset);
    }
  }

  private static String document(SplittableRandom random) {
    StringBuilder text = new StringBuilder("A document");
    for (int word = 0; word < 150; word++) {
      text.append(" w").append(random.nextInt(3000)).append(random.nextInt(12) == 0 ? "." : "");
    }
    String notice =
        String.format(Locale.ROOT, "Copied without permission from page %d. ", random.nextInt(50));
    return text.append("\n\n").append(notice.repeat(3).strip()).toString();
  }

  @Test
  void endsInTheSameBytes() throws IOException, InterruptedException {
    Path whole = folder.resolve("whole");
    assertThat(start(List.of()).waitFor()).isZero();
    Files.move(folder.resolve("corpus"), whole);
    assertThat(whole.resolve("corpus.json")).content().contains("\"GB18030\" : " + FILES / 2);
    SplittableRandom random = new SplittableRandom();
    for (int i = 0; i < KILLS; i++) {
      Process process = start(List.of(BuildProcess.KILLED));
      // Once the first segment is there, at any moment of the rest.
      while (!Files.exists(segment())) {
        assertThat(process.waitFor(1, TimeUnit.MILLISECONDS)).as("ended by itself").isFalse();
      }
      boolean ended = process.waitFor(random.nextLong(LONGEST_WAIT), TimeUnit.MILLISECONDS);
      assertThat(ended).as("ended by itself").isFalse();
      process.destroyForcibly().waitFor();
      assertThat(folder.resolve("corpus")).doesNotExist();
      assertThat(segment()).as("work for the next to go on with").exists();
    }
    assertThat(start(List.of()).waitFor()).isZero();
    try (Stream<Path> files = Files.list(whole)) {
      for (Path file : files.toList()) {
        assertThat(folder.resolve("corpus").resolve(file.getFileName().toString()))
            .hasSameBinaryContentAs(file);
      }
    }
    assertThat(folder.resolve("corpus.part")).doesNotExist();
  }

  /** The first thing that is safe on disk. */
  private Path segment() {
    return folder.resolve("corpus.work/documents/000000.log");
  }

  private Process start(List<String> more) throws IOException {
    File log = folder.resolve("log").toFile();
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            BuildProcess.class.getName(),
            input.toString(),
            folder.resolve("corpus").toString(),
            tokenizerFile.toString()));
    command.addAll(more);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }
}
