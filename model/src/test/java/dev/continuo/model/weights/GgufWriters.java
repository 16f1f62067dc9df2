package dev.continuo.model.weights;

import java.nio.file.Path;
import java.util.List;

/** Files without weights, for tests of other packages. */
public final class GgufWriters {

  private GgufWriters() {}

  /** Writes the keys of a file, and no tensors. */
  public static void write(GgufWriter writer, Path file) {
    writer.write(
        file,
        List.of(),
        info -> {
          throw new IllegalStateException("no tensors");
        });
  }
}
