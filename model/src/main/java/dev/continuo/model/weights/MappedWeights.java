package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;
import dev.continuo.tokenizer.files.MappedFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/** Maps files with weights into memory. */
final class MappedWeights {

  /** Reads a file that is mapped as long as an arena is open. */
  interface Reader<T> {
    T read(Arena arena, MemorySegment file);
  }

  private MappedWeights() {}

  /**
   * Maps a file, and gives its arena to what is read from it, to close.
   *
   * @param kind of the file, such as {@code a GGUF file}
   * @throws ModelException if there is none, or it cannot be read; then nothing stays mapped
   */
  static <T> T open(Path path, String kind, Reader<T> reader) {
    if (!Files.isRegularFile(path)) {
      throw new ModelException(path + ": there is no such file; expected " + kind);
    }
    Arena arena = Arena.ofShared();
    try {
      return reader.read(arena, MappedFile.readOnly(path, Files.size(path), arena));
    } catch (IOException e) {
      arena.close();
      throw new ModelException(path + ": cannot be read: " + e, e);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }
}
