package dev.continuo.tokenizer.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder whose files appear together: they are written into a scratch folder and moved when
 * complete; if it is closed before that, they are deleted. Other files in the folder stay.
 */
public final class AtomicFolder implements AutoCloseable {

  private static final String WITHIN = ".continuo-part";
  private static final String BESIDE = "part";

  private static final String NEW = "new";
  private static final String OLD = "old";

  private final Path place;
  private final List<Path> names;
  private final Scratch scratch;
  private final Path path;

  /**
   * Starts to fill a folder. If it already exists, its scratch folder is made inside it, so that
   * both are on one disk; older files that a killed process has left in there are put back first.
   *
   * @param names of all files that it may have; of these the first, without which the others are
   *     useless, is removed first and moved in last
   */
  public AtomicFolder(Path place, List<String> names) throws IOException {
    this.place = place;
    this.names = paths(names);
    scratch =
        Files.exists(place) ? Scratch.take(place.resolve(WITHIN)) : Scratch.beside(place, BESIDE);
    if (isHalfExchanged()) {
      Folders.putBack(place, this.names, old());
    }
    scratch.clear();
    path = Files.createDirectory(scratch.path().resolve(NEW));
  }

  /** Whether a name in a folder is that of such a scratch folder. */
  public static boolean isPart(Path file) {
    return file.endsWith(WITHIN);
  }

  /** Where its files are written. */
  public Path path() {
    return path;
  }

  /** Whether a killed process has left older files of a folder in its scratch folder. */
  public static boolean isHalfExchanged(Path place, List<String> names) {
    return Folders.isHalfExchanged(place, paths(names), place.resolve(WITHIN).resolve(OLD));
  }

  private boolean isHalfExchanged() {
    return Folders.isHalfExchanged(place, names, old());
  }

  private static List<Path> paths(List<String> names) {
    return names.stream().map(Path::of).toList();
  }

  private Path old() {
    return scratch.path().resolve(OLD);
  }

  /** Moves the files to their place, replacing older ones of these names. */
  public void finish() throws IOException {
    if (Files.exists(place)) {
      List<Path> coming =
          names.reversed().stream().filter(name -> Files.exists(path.resolve(name))).toList();
      Folders.exchange(place, names, Files.createDirectory(old()), path, coming);
    } else {
      Folders.move(path, place);
    }
  }

  @Override
  public void close() throws IOException {
    if (isHalfExchanged()) {
      scratch.close(); // what could not be put back waits there
    } else {
      scratch.delete();
    }
  }
}
