package dev.continuo.tokenizer.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A folder whose files appear together: they are written into a scratch folder and moved when all
 * are there; closed before, they are gone. What else is in the folder stays.
 */
public final class WholeFolder implements AutoCloseable {

  private static final String WITHIN = ".continuo-part";
  private static final String BESIDE = "part";

  private final Path place;
  private final Scratch scratch;
  private final Path path;

  /**
   * Starts to fill a folder. Where it is there already, its scratch folder lies in it, so that both
   * are on one disk.
   */
  public WholeFolder(Path place) throws IOException {
    this.place = place;
    scratch =
        Files.exists(place) ? Scratch.take(place.resolve(WITHIN)) : Scratch.beside(place, BESIDE);
    scratch.clear();
    path = Files.createDirectory(scratch.path().resolve("new"));
  }

  /** Whether a name in a folder is that of such a scratch folder. */
  public static boolean isPart(Path file) {
    return file.endsWith(WITHIN);
  }

  /** Where its files are written. */
  public Path path() {
    return path;
  }

  /**
   * Puts the files in their place, where older ones of these names make way for them.
   *
   * @param names of all files that it may have; the first, without which the others are nothing,
   *     goes first and comes last
   */
  public void finish(List<String> names) throws IOException {
    if (Files.exists(place)) {
      List<Path> leaving = names.stream().map(Path::of).toList();
      List<Path> coming =
          leaving.reversed().stream().filter(name -> Files.exists(path.resolve(name))).toList();
      Path old = Files.createDirectory(scratch.path().resolve("old"));
      Folders.exchange(place, leaving, old, path, coming);
    } else {
      Files.move(path, place, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @Override
  public void close() throws IOException {
    scratch.delete();
  }
}
