package dev.continuo.tokenizer.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Moves and deletes folders. Only folders that Continuo made itself may be given. */
public final class Folders {

  /** Marks that all older parts were moved away, so that what is in their place is newer. */
  private static final String ALL_AWAY = ".all-away";

  private Folders() {}

  /** Deletes a file or folder, if it is there, with all that is in it; links are not followed. */
  public static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> contents;
    try (Stream<Path> paths = Files.walk(path)) {
      contents = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path content : contents) {
      Files.delete(content);
    }
  }

  /**
   * Moves entries of a folder into another, replacing older ones there; all of them, or none.
   * Entries that are not named stay. What a killed process leaves of it, {@link #putBack} undoes.
   *
   * @param place the folder to move into
   * @param leaving names in it that are moved away, if they exist; the first is also the last one
   *     of those that come, so it is missing exactly while an exchange goes on
   * @param away a folder on the same disk that receives them
   * @param filled the folder to move from
   * @param coming names in it, in the order in which they are moved
   */
  public static void exchange(
      Path place, List<Path> leaving, Path away, Path filled, List<Path> coming)
      throws IOException {
    try {
      for (Path name : leaving) {
        if (Files.exists(place.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
          move(place.resolve(name), away.resolve(name));
        }
      }
      Files.createFile(away.resolve(ALL_AWAY));
      for (Path name : coming) {
        move(filled.resolve(name), place.resolve(name));
      }
    } catch (IOException e) {
      try {
        putBack(place, leaving, away);
      } catch (IOException stays) {
        e.addSuppressed(stays);
      }
      throw e;
    }
  }

  /**
   * Whether an exchange has ended in its midst: older parts lie aside, and their place is without
   * the first of them.
   */
  public static boolean isHalfExchanged(Path place, List<Path> leaving, Path away) {
    return !Files.exists(place.resolve(leaving.getFirst()), LinkOption.NOFOLLOW_LINKS)
        && (Files.exists(away.resolve(ALL_AWAY))
            || leaving.stream()
                .anyMatch(name -> Files.exists(away.resolve(name), LinkOption.NOFOLLOW_LINKS)));
  }

  /**
   * Puts older parts back that such an exchange has left aside, the first of them at last, and
   * deletes newer ones that had come already.
   */
  public static void putBack(Path place, List<Path> leaving, Path away) throws IOException {
    if (Files.exists(away.resolve(ALL_AWAY))) {
      for (Path name : leaving) {
        delete(place.resolve(name));
      }
      Files.delete(away.resolve(ALL_AWAY));
    }
    for (Path name : leaving.reversed()) {
      if (Files.exists(away.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        delete(place.resolve(name));
        move(away.resolve(name), place.resolve(name));
      }
    }
  }

  /** Moves a file or folder in one step, such that it stays moved when the power fails after it. */
  public static void move(Path from, Path to) throws IOException {
    Path folder = to.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    sync(folder);
  }

  /** Moves a file in place of another, as {@link #move} does. */
  static void replace(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(to.toAbsolutePath().getParent());
  }

  /** Brings a folder's names to the disk, where the system can do that. */
  @SuppressWarnings("EmptyCatch") // the move itself is done; Windows opens no folder
  private static void sync(@Nullable Path folder) {
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      } catch (IOException e) {
        // nothing more can be done
      }
    }
  }
}
