package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;
import dev.continuo.tokenizer.files.MappedFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SequencedMap;

/** A file of tensors, mapped into memory until it is closed. */
public abstract sealed class TensorFile implements AutoCloseable permits GgufFile, SafetensorsFile {

  private final Path path;
  private final Arena arena;
  private final SequencedMap<String, Tensor> tensors;

  TensorFile(Path path, Arena arena, SequencedMap<String, Tensor> tensors) {
    this.path = path;
    this.arena = arena;
    this.tensors = Collections.unmodifiableSequencedMap(tensors);
  }

  /** Reads what is mapped as long as an arena is open. */
  interface Reader<T> {
    T read(Arena arena, MemorySegment file);
  }

  /**
   * Maps a file, and gives its arena to what is read from it, to close.
   *
   * @param kind of the file, such as {@code a GGUF file}
   * @throws ModelException if there is none, or it cannot be read; then nothing stays mapped
   */
  static <T extends TensorFile> T map(Path path, String kind, Reader<T> reader) {
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

  public final Path path() {
    return path;
  }

  /** The tensors by name, in the order of the file; shapes have the outermost dimension first. */
  public final SequencedMap<String, Tensor> tensors() {
    return tensors;
  }

  /** Unmaps the file: its tensors, and its metadata if it is a GGUF, are no longer valid. */
  @Override
  public final void close() {
    arena.close();
  }
}
