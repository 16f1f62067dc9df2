package dev.continuo.trainer.checkpoint;

import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.trainer.config.TrainingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * {@code checksums}: one line for each file of a folder, its CRC-32C in eight hexadecimal digits,
 * its bytes and its name.
 */
final class Checksums {

  private static final String NAME = "checksums";
  private static final int BUFFER_BYTES = 1 << 20;

  private Checksums() {}

  /** Writes the checksums of some files of a folder. */
  static void write(Path folder, List<String> names) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String name : names) {
      lines.append(line(folder, name)).append('\n');
    }
    AtomicFile.write(folder.resolve(NAME), lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Refuses a folder in which a file is not as it was written.
   *
   * @throws TrainingException names the file
   */
  static void check(Path folder, List<String> names) {
    try {
      List<String> expected =
          new String(Files.readAllBytes(folder.resolve(NAME)), StandardCharsets.UTF_8)
              .lines()
              .toList();
      for (String name : names) {
        String found = line(folder, name);
        if (!expected.contains(found)) {
          throw new TrainingException(
              folder.resolve(name) + ": is not as it was written: found " + found);
        }
      }
    } catch (IOException e) {
      throw new TrainingException(folder + ": cannot be read (" + e + ")", e);
    }
  }

  private static String line(Path folder, String name) throws IOException {
    CRC32C sum = new CRC32C();
    long bytes = 0;
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(folder.resolve(name))) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sum.update(buffer, 0, read);
        bytes += read;
      }
    }
    return String.format(Locale.ROOT, "%08x %d %s", sum.getValue(), bytes, name);
  }
}
