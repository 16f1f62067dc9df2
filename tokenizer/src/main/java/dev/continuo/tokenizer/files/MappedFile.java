package dev.continuo.tokenizer.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Memory-mapped files. */
public final class MappedFile {

  private static final int BUFFER = 1 << 16;

  private MappedFile() {}

  /** A file to read. */
  public static MemorySegment readOnly(Path file, long bytes, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes, arena);
    }
  }

  /** A new file. Written whole, since a mapped file with holes fails on a full disk. */
  public static MemorySegment zeros(Path file, long bytes, Arena arena) throws IOException {
    byte[] zeros = new byte[BUFFER];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
      for (long left = bytes; left > 0; left -= BUFFER) {
        out.write(zeros, 0, (int) Math.min(BUFFER, left));
      }
    }
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE))) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
    }
  }
}
