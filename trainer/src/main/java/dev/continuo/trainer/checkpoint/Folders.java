package dev.continuo.trainer.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that come and go whole. */
public final class Folders {

  private Folders() {}

  /** Deletes a folder, if it is there, with all that is in it. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> contents;
    try (Stream<Path> paths = Files.walk(folder)) {
      contents = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : contents) {
      Files.delete(path);
    }
  }

  /** Moves a filled folder to its place, where an older one makes way for it. */
  public static void replace(Path filled, Path place) throws IOException {
    Path old = beside(place, "old");
    if (Files.exists(place)) {
      Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.move(filled, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (Files.exists(old)) {
        Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
    delete(old);
  }

  /** A path in the same folder for this process alone. */
  public static Path beside(Path path, String role) {
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.resolveSibling(
        absolute.getFileName() + "." + role + "-" + ProcessHandle.current().pid());
  }
}
