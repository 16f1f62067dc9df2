package dev.continuo.tokenizer.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** Moves and deletes whole folders. Callers must only name folders of Continuo's own. */
public final class Folders {

  private record Move(Path from, Path to) {}

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
   * Entries that are not named stay.
   *
   * @param place the folder to move into
   * @param leaving names in it that are moved away, if they exist
   * @param away a folder on the same disk that receives them
   * @param filled the folder to move from
   * @param coming names in it, in the order in which they are moved
   */
  public static void exchange(
      Path place, List<Path> leaving, Path away, Path filled, List<Path> coming)
      throws IOException {
    Deque<Move> done = new ArrayDeque<>();
    try {
      for (Path name : leaving) {
        if (Files.exists(place.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
          move(place.resolve(name), away.resolve(name), done);
        }
      }
      for (Path name : coming) {
        move(filled.resolve(name), place.resolve(name), done);
      }
    } catch (IOException e) {
      while (!done.isEmpty()) {
        Move back = done.pop();
        try {
          Files.move(back.to(), back.from(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException stays) {
          e.addSuppressed(stays);
        }
      }
      throw e;
    }
  }

  /**
   * Whether an exchange has ended in its midst: its older parts lie aside, and their place is
   * without the first of them.
   *
   * @param first the part that goes first and comes last
   */
  public static boolean isHalfExchanged(Path place, Path first, Path away) {
    return Files.exists(away.resolve(first)) && !Files.exists(place.resolve(first));
  }

  /** Puts older parts back that such an exchange has left aside, the first of them at last. */
  public static void putBack(Path place, List<Path> leaving, Path away) throws IOException {
    for (Path name : leaving.reversed()) {
      if (Files.exists(away.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        delete(place.resolve(name));
        move(away.resolve(name), place.resolve(name), new ArrayDeque<>());
      }
    }
  }

  private static void move(Path from, Path to, Deque<Move> done) throws IOException {
    Path folder = to.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    done.push(new Move(from, to));
  }
}
