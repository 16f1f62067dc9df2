package dev.continuo.corpus.disk;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that is written under a temporary name, synced and moved; closed before, it is gone. */
public final class PartFile implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final Path part;
  private final FileChannel channel;
  private final OutputStream out;

  public PartFile(Path file) throws IOException {
    this.file = file;
    part = file.resolveSibling(file.getFileName() + ".part");
    channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
  }

  /** Writes a whole file. */
  public static void write(Path file, byte[] bytes) throws IOException {
    try (PartFile part = new PartFile(file)) {
      part.out().write(bytes);
      part.finish();
    }
  }

  /** Where its bytes go. */
  public OutputStream out() {
    return out;
  }

  /** Completes it and puts it in its place. */
  public void finish() throws IOException {
    out.flush();
    channel.force(true);
    channel.close();
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(part);
  }
}
