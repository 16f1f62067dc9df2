package dev.continuo.model.fuzz;

import dev.continuo.model.config.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A file or folder for one case. */
final class Scratch {

  private Scratch() {}

  /** Reads a file of some bytes; the only error that may come of it is a typed one. */
  static void read(String name, byte[] bytes, Consumer<Path> reader) throws IOException {
    Path folder = Files.createTempDirectory("continuo-fuzz-");
    try {
      reader.accept(Files.write(folder.resolve(name), bytes));
    } catch (ModelException e) {
      if (String.valueOf(e.getMessage()).contains("\n")) {
        throw new AssertionError("expected one line", e);
      }
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
