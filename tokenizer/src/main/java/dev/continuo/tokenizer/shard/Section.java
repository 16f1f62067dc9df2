package dev.continuo.tokenizer.shard;

import dev.continuo.tokenizer.files.AtomicFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One section of a shard while it is written (tokens, documents or spans): a file of its own,
 * written through a buffer and deleted on closing unless it is complete.
 */
final class Section implements Closeable {

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path path;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32C checksum = new CRC32C();
  private @Nullable AtomicFile file;

  Section(Path path) {
    this.path = path;
  }

  /** Creates the file, to be written from byte {@code start} on. */
  void open(long start) throws IOException {
    file = new AtomicFile(path);
    channel().position(start);
  }

  /** The buffer, with room for some more bytes. */
  ByteBuffer room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer;
  }

  /** Appends all that was written to another section. */
  void append(Section other) throws IOException {
    other.flush();
    FileChannel source = other.channel().position(0);
    while (source.read(room(1)) >= 0) {
      // read into the buffer
    }
  }

  /** Writes what is left in the buffer, and returns the checksum of all bytes written. */
  int flush() throws IOException {
    buffer.flip();
    checksum.update(buffer.duplicate());
    while (buffer.hasRemaining()) {
      channel().write(buffer);
    }
    buffer.clear();
    return (int) checksum.getValue();
  }

  /** Writes the file's first bytes, and puts it in its place. */
  void complete(ByteBuffer first) throws IOException {
    while (first.hasRemaining()) {
      channel().write(first, first.position());
    }
    file().finish();
  }

  private FileChannel channel() throws IOException {
    return file().channel();
  }

  private AtomicFile file() throws IOException {
    if (file == null) {
      throw new IOException(path + " is not open");
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
