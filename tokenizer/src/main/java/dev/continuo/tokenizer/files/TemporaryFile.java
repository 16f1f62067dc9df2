package dev.continuo.tokenizer.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A new temporary file with a unique name that contains the id of the writing process; it is
 * deleted on closing unless it was moved. It is locked meanwhile, so a file left by a killed
 * process is recognized, and deleted when something is next written in that folder.
 */
record TemporaryFile(Path path, FileChannel channel) implements AutoCloseable {

  private static final Pattern NAME = Pattern.compile("\\.continuo-(\\d{1,18})-\\d+\\.part");
  private static final AtomicLong NUMBER = new AtomicLong();
  private static final Set<Path> TIDIED = ConcurrentHashMap.newKeySet();

  static TemporaryFile beside(Path place) throws IOException {
    Path folder = Objects.requireNonNull(place.toAbsolutePath().getParent(), "a file has a folder");
    if (TIDIED.add(folder)) {
      deleteLeftovers(folder);
    }
    while (true) {
      long process = ProcessHandle.current().pid();
      Path path = folder.resolve(".continuo-" + process + "-" + NUMBER.getAndIncrement() + ".part");
      try {
        FileChannel channel =
            FileChannel.open(
                path,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        lock(channel);
        return new TemporaryFile(path, channel);
      } catch (FileAlreadyExistsException e) {
        // left by a killed process of the same number
      }
    }
  }

  /** Locks the file; false if another process holds it or locking is not supported. */
  private static boolean lock(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (IOException e) {
      return false;
    }
  }

  private static void deleteLeftovers(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".continuo-*.part")) {
      for (Path file : files) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()
            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
          deleteUnlocked(file);
        }
      }
    }
  }

  private static void deleteUnlocked(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (lock(channel)) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      Files.deleteIfExists(path);
      channel.close();
    }
  }
}
