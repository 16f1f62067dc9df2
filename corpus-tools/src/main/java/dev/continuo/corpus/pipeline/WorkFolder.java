package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.disk.PartFile;
import dev.continuo.corpus.document.CorpusException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where intermediate results lie while a corpus is made. What is in it belongs to a plan, a text
 * that says what is being made of which files; it is cleared when the plan is another. One process
 * uses it at a time.
 */
final class WorkFolder implements AutoCloseable {

  private static final String LOCK = "lock";
  private static final String PLAN = "plan";

  private final Path path;
  private final FileChannel lock;

  private WorkFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  static WorkFolder open(Path path, String plan) throws IOException {
    Files.createDirectories(path);
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock held = tryLock(channel);
      if (held == null) {
        throw new CorpusException(
            path + ": another process works in this folder; wait for it to end");
      }
      WorkFolder folder = new WorkFolder(path, channel);
      folder.keepPlan(PLAN, plan, "");
      return folder;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  Path path() {
    return path;
  }

  /**
   * Deletes what another plan has left.
   *
   * @param name a file for the plan
   * @param ending what the names of the plan's files end with
   */
  void keepPlan(String name, String plan, String ending) throws IOException {
    Path file = path.resolve(name);
    byte[] bytes = plan.getBytes(StandardCharsets.UTF_8);
    if (Files.exists(file) && Arrays.equals(bytes, Files.readAllBytes(file))) {
      return;
    }
    Files.deleteIfExists(file);
    for (Path old : contents()) {
      String oldName = old.getFileName().toString();
      if (!old.equals(path) && !oldName.equals(LOCK) && oldName.endsWith(ending)) {
        Files.delete(old);
      }
    }
    PartFile.write(file, bytes);
  }

  /** Deepest first, with the folder itself. */
  private List<Path> contents() throws IOException {
    try (Stream<Path> paths = Files.walk(path)) {
      return paths.sorted(Comparator.reverseOrder()).toList();
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
