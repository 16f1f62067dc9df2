package dev.continuo.tokenizer.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A scratch folder for intermediate results. A marker file identifies it, and a lock on that file
 * shows that a process works in it; a folder without the marker is never written to or deleted.
 * What a finished or killed process left in it is available to the next one.
 */
public final class Scratch implements AutoCloseable {

  private static final String MARKER = ".continuo-scratch";
  private static final int MOST_NAMES = 100;

  private final Path path;
  private final ProcessLock lock;

  private Scratch(Path path, ProcessLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Takes a folder that does not exist yet, or that another process has left.
   *
   * @throws OutputException if something else is there, or a process works in it
   */
  public static Scratch take(Path folder) throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      return open(Files.createDirectory(folder));
    } catch (FileAlreadyExistsException e) {
      // ours, or someone's
    }
    if (!isOwned(folder)) {
      throw new OutputException(
          folder
              + ": expected a free name for intermediate results, found something that is not"
              + " Continuo's; move it away");
    }
    return open(folder);
  }

  /**
   * Takes a folder beside a path: {@code NAME.ROLE}, or {@code NAME.ROLE-2} and so on if that name
   * is taken.
   */
  public static Scratch beside(Path place, String role) throws IOException {
    Path absolute = place.toAbsolutePath().normalize();
    String name = absolute.getFileName() + "." + role;
    for (int i = 1; i < MOST_NAMES; i++) {
      Path folder = absolute.resolveSibling(i == 1 ? name : name + "-" + i);
      if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS) || isOwned(folder)) {
        return take(folder);
      }
    }
    throw new OutputException(
        absolute.resolveSibling(name) + ": this name and those after it are taken; move them away");
  }

  /** A new folder in the system's temporary folder. */
  public static Scratch temporary() throws IOException {
    return open(Files.createTempDirectory("continuo-"));
  }

  /** Whether a folder is such a scratch folder. */
  public static boolean isOwned(Path folder) {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && Files.isRegularFile(folder.resolve(MARKER), LinkOption.NOFOLLOW_LINKS);
  }

  private static Scratch open(Path folder) throws IOException {
    ProcessLock lock = ProcessLock.take(folder.resolve(MARKER));
    if (lock == null) {
      throw new OutputException(
          folder + ": another process works in this folder; wait for it to end");
    }
    String mark =
        "Intermediate results of Continuo, process "
            + ProcessHandle.current().pid()
            + "; to be deleted when no continuo command runs.\n";
    try {
      AtomicFile.writeFully(
          lock.channel().truncate(0), ByteBuffer.wrap(mark.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      lock.close();
      throw e;
    }
    return new Scratch(folder, lock);
  }

  /** The folder. */
  public Path path() {
    return path;
  }

  /** Deletes all that is in it. */
  public void clear() throws IOException {
    List<Path> contents;
    try (Stream<Path> children = Files.list(path)) {
      contents = children.filter(child -> !child.endsWith(MARKER)).toList();
    }
    for (Path content : contents) {
      Folders.delete(content);
    }
  }

  /** Deletes it, if it still exists. */
  public void delete() throws IOException {
    if (Files.exists(path)) {
      clear();
      lock.delete();
      Files.deleteIfExists(path);
    }
  }

  /** Leaves it for the next process. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
