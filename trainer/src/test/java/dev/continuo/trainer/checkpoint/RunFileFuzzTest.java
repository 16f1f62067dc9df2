package dev.continuo.trainer.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.continuo.trainer.config.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class RunFileFuzzTest {

  @FuzzTest(maxDuration = "10m")
  void runIsReadOrRefused(byte[] bytes) throws IOException {
    read(bytes, RunFile::read);
  }

  @FuzzTest(maxDuration = "10m")
  void stateIsReadOrRefused(byte[] bytes) throws IOException {
    read(bytes, file -> RunFile.readJson(file, RunState.class));
  }

  /** What reads a file. */
  @FunctionalInterface
  private interface Reader {
    Object read(Path file);
  }

  private static void read(byte[] bytes, Reader reader) throws IOException {
    Path file = Files.createTempFile("continuo-fuzz-", ".json");
    try {
      Files.write(file, bytes);
      if (reader.read(file) == null) {
        throw new AssertionError("a file that holds nothing");
      }
    } catch (TrainingException e) {
      if (String.valueOf(e.getMessage()).contains("\n")) {
        throw new AssertionError("expected one line", e);
      }
    } finally {
      Files.delete(file);
    }
  }
}
