package dev.continuo.tokenizer.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An exclusive lock on a file; the system releases it when the process dies. */
public final class ProcessLock implements AutoCloseable {

  // Closing any channel of a file ends the locks that the process has on it, so a file that is
  // locked from here is not even opened.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private ProcessLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Takes the lock, or is empty if another holder has it; a missing file is created. */
  public static @Nullable ProcessLock take(Path file) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
    Path real = folder.toRealPath().resolve(file.getFileName());
    if (!HELD.add(real)) {
      return null;
    }
    ProcessLock taken = null;
    try {
      taken = lock(real);
      return taken;
    } finally {
      if (taken == null) {
        HELD.remove(real);
      }
    }
  }

  private static @Nullable ProcessLock lock(Path file) throws IOException {
    while (true) {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      boolean taken = false;
      try {
        if (channel.tryLock() == null) {
          return null;
        }
        taken = Files.exists(file);
        if (taken) {
          return new ProcessLock(file, channel);
        }
        // its last holder deleted it in between
      } finally {
        if (!taken) {
          channel.close();
        }
      }
    }
  }

  /** The locked file, to write in. */
  FileChannel channel() {
    return channel;
  }

  /** Releases the lock. */
  @Override
  public void close() throws IOException {
    channel.close();
    HELD.remove(file);
  }

  /** Releases the lock and deletes its file. */
  public void delete() throws IOException {
    Files.deleteIfExists(file);
    close();
  }
}
