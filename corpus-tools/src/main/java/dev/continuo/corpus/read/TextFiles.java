package dev.continuo.corpus.read;

import dev.continuo.corpus.document.CorpusException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The text files that a user's files and folders stand for. */
public final class TextFiles {

  private static final List<String> EXTENSIONS = List.of(".txt", ".text", ".md");

  private TextFiles() {}

  /**
   * The files, in order: a file stands for itself, a folder for the text files in it and below it,
   * sorted by name. Symbolic links to folders are not followed.
   *
   * @throws CorpusException if one is missing, unreadable or empty, or a folder has no text files
   */
  public static List<Path> find(List<Path> inputs) {
    List<Path> files = new ArrayList<>();
    for (Path input : inputs) {
      if (Files.isDirectory(input)) {
        files.addAll(findBelow(input));
      } else {
        files.add(check(input));
      }
    }
    return List.copyOf(files);
  }

  private static List<Path> findBelow(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      List<Path> files =
          paths
              .filter(TextFiles::isText)
              .filter(Files::isRegularFile)
              .sorted(Comparator.comparing(path -> folder.relativize(path).toString()))
              .toList();
      if (files.isEmpty()) {
        throw new CorpusException(
            folder
                + ": expected text files ("
                + String.join(", ", EXTENSIONS)
                + "), found none; name the files themselves if they are called otherwise");
      }
      return files;
    } catch (IOException | UncheckedIOException e) {
      throw new CorpusException(folder + ": the folder cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean isText(Path path) {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    return EXTENSIONS.stream().anyMatch(name::endsWith);
  }

  private static Path check(Path file) {
    if (!Files.exists(file)) {
      throw new CorpusException(file + ": expected a text file or a folder, found nothing there");
    }
    if (!Files.isReadable(file)) {
      throw new CorpusException(file + ": the file cannot be read; check its permissions");
    }
    try {
      if (Files.isRegularFile(file) && Files.size(file) == 0) {
        throw new CorpusException(file + ": expected text, found an empty file");
      }
    } catch (IOException e) {
      throw new CorpusException(file + ": the file cannot be read: " + e.getMessage(), e);
    }
    return file;
  }
}
