package dev.continuo.corpus.dedup;

import dev.continuo.tokenizer.files.AtomicFile;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sorted entries in a file, read from first to last. */
public final class SortedRun implements Closeable {

  /** The memory of a run that is being read. */
  static final int BUFFER_BYTES = 1365 * 2 * Entry.BYTES;

  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);

  SortedRun(Path file) throws IOException {
    this.file = file;
    channel = FileChannel.open(file, StandardOpenOption.READ);
  }

  /** Sorts entries and writes them to a file that appears whole or not at all. */
  public static void write(Path file, List<Entry> entries) throws IOException {
    try (Writer writer = new Writer(file)) {
      for (Entry entry : entries.stream().sorted().toList()) {
        writer.add(entry);
      }
      writer.finish();
    }
  }

  /** The next entry, or null at the end. */
  @Nullable Entry next() throws IOException {
    if (!buffer.hasRemaining()) {
      buffer.clear();
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // ReadResult is the loop's whole work.
      }
      buffer.flip();
      if (!buffer.hasRemaining()) {
        return null;
      }
    }
    if (buffer.remaining() < Entry.BYTES) {
      throw new EOFException(file + ": expected whole entries of " + Entry.BYTES + " bytes");
    }
    return new Entry(buffer.getLong(), buffer.getLong(), buffer.getLong());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Writes entries that come in order. */
  static final class Writer implements Closeable {

    private final AtomicFile file;
    private final DataOutputStream out;

    Writer(Path file) throws IOException {
      this.file = new AtomicFile(file);
      out = new DataOutputStream(this.file.out());
    }

    void add(Entry entry) throws IOException {
      out.writeLong(entry.high());
      out.writeLong(entry.low());
      out.writeLong(entry.place());
    }

    void finish() throws IOException {
      file.finish();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
