package dev.continuo.tokenizer.files;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Where a path leads when its links are followed, and what is there.
 *
 * @param path the end of the links
 */
record Target(Path path, Kind kind) {

  /** What is there. */
  enum Kind {
    MISSING,
    FILE,
    FOLDER,
    /** A pipe, a device or an open file of a process: bytes go through it. */
    STREAM
  }

  private static final Path PROCESSES = Path.of("/proc");
  private static final Path OPEN_FILES = Path.of("fd");
  private static final int MOST_LINKS = 40;

  static Target of(Path file) throws IOException {
    Path end = file.toAbsolutePath();
    for (int links = 0; !isOpenFile(end); links++) {
      if (!Files.isSymbolicLink(end)) {
        return new Target(end, kind(end));
      }
      if (links == MOST_LINKS) {
        throw new FileSystemLoopException(file.toString());
      }
      end = end.resolveSibling(Files.readSymbolicLink(end));
    }
    return new Target(end, Kind.STREAM);
  }

  /** Whether it is what a process has open; nothing can be made beside that either. */
  private static boolean isOpenFile(Path path) {
    Path folder = path.getParent();
    return path.startsWith(PROCESSES)
        && folder != null
        && (folder.endsWith(OPEN_FILES) || !Files.exists(path));
  }

  private static Kind kind(Path path) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        return Kind.FOLDER;
      }
      return attributes.isRegularFile() ? Kind.FILE : Kind.STREAM;
    } catch (NoSuchFileException e) {
      return Kind.MISSING;
    }
  }
}
