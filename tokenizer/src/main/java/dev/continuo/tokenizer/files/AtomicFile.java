package dev.continuo.tokenizer.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears whole or not at all: written under a temporary name beside its place, synced
 * to the disk and moved; if it is closed before that, it is deleted. A link is followed and kept; a
 * pipe or a device is written to directly.
 */
public final class AtomicFile implements AutoCloseable {

  /** What writes the content. */
  @FunctionalInterface
  public interface Content {

    /** Writes all of it, from the channel's first byte on. */
    void writeTo(FileChannel channel) throws IOException;
  }

  private static final int BUFFER = 1 << 16;

  private final Path place;
  private final @Nullable TemporaryFile part;
  private final FileChannel channel;
  private final OutputStream out;

  /**
   * Starts a file, which replaces the file that is there.
   *
   * @throws OutputException if there is a folder
   */
  public AtomicFile(Path file) throws IOException {
    Target target = Target.of(file);
    place = target.path();
    if (target.kind() == Target.Kind.FOLDER) {
      throw new OutputException(file + ": expected the name of a file to write, found a folder");
    }
    part = target.kind() == Target.Kind.STREAM ? null : TemporaryFile.beside(place);
    channel = part == null ? openStream(place) : part.channel();
    out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
  }

  /** Whether a path is a pipe or a device, beside which no other file can be written. */
  public static boolean isStream(Path path) {
    try {
      return Target.of(path).kind() == Target.Kind.STREAM;
    } catch (IOException e) {
      throw new FileException(path, e);
    }
  }

  /** A pipe or a device; a file that a process has open goes on where it ends. */
  private static FileChannel openStream(Path place) throws IOException {
    return FileChannel.open(place, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  /**
   * Writes a whole file.
   *
   * @throws FileException if it cannot be written
   */
  public static void write(Path file, Content content) {
    try (AtomicFile whole = new AtomicFile(file)) {
      content.writeTo(whole.channel);
      whole.finish();
    } catch (IOException e) {
      throw new FileException(file, e);
    }
  }

  /**
   * Writes some bytes as a whole file.
   *
   * @throws FileException if it cannot be written
   */
  public static void write(Path file, byte[] bytes) {
    write(file, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
  }

  /** Writes all that remains in a buffer. */
  public static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** Where its bytes go, through a buffer. */
  public OutputStream out() {
    return out;
  }

  /** Where its bytes go, for callers that also read them back or write them out of order. */
  public FileChannel channel() {
    return channel;
  }

  /** Completes it and puts it in its place. */
  public void finish() throws IOException {
    out.flush();
    if (part != null) {
      channel.force(true);
      Folders.replace(part.path(), place);
    }
    close();
  }

  @Override
  public void close() throws IOException {
    if (part == null) {
      channel.close();
    } else {
      part.close();
    }
  }
}
