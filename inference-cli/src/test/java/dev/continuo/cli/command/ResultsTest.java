package dev.continuo.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.cli.main.Main;
import dev.continuo.cli.run.TinyRun;
import dev.continuo.cli.terminal.ResultStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command whose results cannot be written has failed. */
class ResultsTest {

  private static final int READER_LEFT = 141;

  @TempDir private Path folder;

  private Path text = Path.of("");
  private Path run = Path.of("");

  @BeforeEach
  void write() throws IOException {
    text = Files.writeString(folder.resolve("a.txt"), "One is here. Two is there.\n".repeat(99));
    run = TinyRun.write(folder);
  }

  @Test
  void aFullDiskIsTold() throws IOException {
    Object[][] commands = {
      {"--help"},
      {"--version"},
      {"train", "--help"},
      {"corpus", "pairs", text, "-q"},
      {"corpus", "stats", text, "-q"},
      {"corpus", "sample", text, "-q"},
      {"tokenizer", "encode", "-t", run, "sea"},
      {"tokenizer", "inspect", "-t", run, "sea"},
      {"generate", "-m", run, "sea", "--max-tokens", 2},
      {"generate", "-m", run, "sea", "--max-tokens", 2, "--json"},
      {"eval", "-m", run, text, "-q"}
    };
    for (Object[] command : commands) {
      try (OutputStream full = new FileOutputStream("/dev/full")) {
        StringWriter errors = new StringWriter();
        int status = run(ResultStream.of(full, false), errors, command);
        assertThat(errors.toString())
            .containsOnlyOnce("standard output")
            .contains("No space left on device");
        assertThat(status).as(String.valueOf(command[0])).isEqualTo(1);
      }
    }
  }

  /** As in {@code continuo corpus pairs poems.txt | head -n 1}. */
  @Test
  void aReaderThatLeavesEndsTheCommandWithoutAWord() {
    for (Object[] command :
        new Object[][] {
          {"corpus", "pairs", text, "-q"}, {"generate", "-m", run, "sea", "--max-tokens", 9999}
        }) {
      LeftPipe pipe = new LeftPipe();
      StringWriter errors = new StringWriter();
      assertThat(run(ResultStream.of(pipe, true), errors, command)).isEqualTo(READER_LEFT);
      assertThat(errors.toString()).isEmpty();
      assertThat(pipe.writes).isLessThan(3);
    }
  }

  @Test
  void theProgramEndsWithThatStatus() throws Exception {
    for (String to : new String[] {"/dev/full", "reader that leaves"}) {
      boolean leaves = !to.startsWith("/");
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
              Main.class.getName(),
              "corpus",
              "pairs",
              text.toString(),
              "-q");
      if (!leaves) {
        builder.redirectOutput(Path.of(to).toFile());
      }
      Process process = builder.start();
      if (leaves) {
        process.getInputStream().close();
      }
      String errors = new String(process.getErrorStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(errors).isEqualTo(leaves ? READER_LEFT : 1);
      assertThat(errors.contains("standard output")).as(errors).isEqualTo(!leaves);
    }
  }

  private static int run(PrintWriter results, StringWriter errors, Object... command) {
    String[] texts = new String[command.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = command[i].toString();
    }
    return ContinuoCommand.run(results, new PrintWriter(errors, true), texts);
  }

  /** A pipe whose reader has left. */
  private static final class LeftPipe extends OutputStream {

    private int writes;

    @Override
    public void write(int value) throws IOException {
      write(new byte[1], 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      writes++;
      throw new IOException("Broken pipe");
    }
  }
}
