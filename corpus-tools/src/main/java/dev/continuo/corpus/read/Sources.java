package dev.continuo.corpus.read;

import dev.continuo.corpus.document.CorpusException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the files that a user's arguments stand for. */
public final class Sources {

  private static final Path STANDARD_INPUT = Path.of("-");
  private static final String GLOB_CHARACTERS = "*?[{";

  private Sources() {}

  /**
   * The files, each once, in the order of their names. A file stands for itself. A folder stands
   * for the files in it and below it that a {@link DocumentReader} reads; hidden files are left
   * out, links are followed, and every folder is entered once. A pattern with {@code *}, {@code
   * **}, {@code ?}, {@code [a-z]} or {@code {a,b}} stands for the files that it matches. {@code -}
   * is standard input, which is copied to a temporary file to be read more than once.
   *
   * @param listener hears of files and folders below a folder that are not read, and why
   * @throws CorpusException if an argument stands for nothing
   */
  public static List<Source> find(List<Path> inputs, ReadListener listener) {
    return find(inputs, Formats.of(List.of()), listener);
  }

  /**
   * The files that arguments stand for, as above.
   *
   * @param formats say which files of a folder are read
   */
  public static List<Source> find(List<Path> inputs, Formats formats, ReadListener listener) {
    List<Source> sources = new ArrayList<>();
    for (Path input : inputs) {
      if (input.equals(STANDARD_INPUT)) {
        sources.add(copyOf(System.in));
      } else if (Files.isDirectory(input)) {
        sources.addAll(below(input, formats, listener));
      } else if (!Files.exists(input) && isGlob(input.toString())) {
        sources.addAll(matching(input, formats, listener));
      } else {
        sources.add(check(input));
      }
    }
    return distinct(sources);
  }

  private static List<Source> distinct(List<Source> sources) {
    Set<Path> seen = new HashSet<>();
    return sources.stream()
        .sorted(Comparator.comparing(Source::name))
        .filter(source -> seen.add(realPath(source.path())))
        .toList();
  }

  private static Path realPath(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      // The reader will say what is wrong with it.
      return path;
    }
  }

  private static Source check(Path file) {
    if (!Files.exists(file)) {
      throw new CorpusException(file + ": expected a text file or a folder, found nothing there");
    }
    return Source.of(file);
  }

  private static List<Source> below(Path folder, Formats formats, ReadListener listener) {
    List<Source> files =
        new FolderWalk(formats, listener).readable(folder).stream().map(Source::of).toList();
    if (files.isEmpty()) {
      throw new CorpusException(
          "%s: expected files to read (%s, each also .gz or .zst), found none;"
                  .formatted(folder, formats.allExtensions())
              + " name the files themselves if they are called otherwise");
    }
    return files;
  }

  private static boolean isGlob(String text) {
    return text.chars().anyMatch(c -> GLOB_CHARACTERS.indexOf(c) >= 0);
  }

  private static List<Source> matching(Path pattern, Formats formats, ReadListener listener) {
    Path base = Path.of("");
    for (Path part : pattern) {
      if (isGlob(part.toString())) {
        break;
      }
      base = base.resolve(part);
    }
    base = pattern.isAbsolute() ? pattern.getRoot().resolve(base) : base;
    try {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      List<Source> files =
          new FolderWalk(formats, listener)
              .all(base).stream().filter(matcher::matches).map(Source::of).toList();
      if (files.isEmpty()) {
        throw new CorpusException(pattern + ": expected files that match, found none");
      }
      return files;
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw new CorpusException(pattern + ": expected a pattern, found " + e.getMessage(), e);
    }
  }

  private static Source copyOf(InputStream standardInput) {
    try {
      Path copy = Files.createTempFile("continuo-", ".stdin");
      copy.toFile().deleteOnExit();
      try (OutputStream out = Files.newOutputStream(copy)) {
        standardInput.transferTo(out);
      }
      return new Source(STANDARD_INPUT.toString(), copy);
    } catch (IOException | InvalidPathException e) {
      throw new CorpusException(
          "standard input cannot be copied to a temporary file: " + e.getMessage(), e);
    }
  }
}
