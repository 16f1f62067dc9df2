package dev.continuo.tokenizer.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A folder whose files appear together: they are written into a scratch folder and moved when
 * complete; if it is closed before that, they are deleted. Other files in the folder stay.
 */
public final class WholeFolder implements AutoCloseable {

  private static final String WITHIN = ".continuo-part";
  private static final String BESIDE = "part";

  private final Path place;
  private final Scratch scratch;
  private final Path path;

  /**
   * Starts to fill a folder. If it already exists, its scratch folder is made inside it, so that
   * both are on one disk.
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
   * Moves the files to their place, replacing older ones of these names.
   *
   * @param names of all files that it may have; of these the first, without which the others are
   *     useless, is removed first and moved in last
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
