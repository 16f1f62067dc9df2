package dev.continuo.corpus.read;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the files in a folder and below it. Links are followed, every folder is entered once, and
 * hidden files are left out.
 */
final class FolderWalk {

  private final Formats formats;
  private final ReadListener listener;
  private final Set<Path> entered = new HashSet<>();
  private final List<Path> files = new ArrayList<>();

  FolderWalk(Formats formats, ReadListener listener) {
    this.formats = formats;
    this.listener = listener;
  }

  /** All files, sorted by name. */
  List<Path> all(Path folder) {
    enter(folder, List.of());
    return files.stream()
        .sorted(Comparator.comparing(path -> folder.relativize(path).toString()))
        .toList();
  }

  /**
   * The files that documents are read from: those with a known extension, and those without an
   * extension that are not programs. The others are reported.
   */
  List<Path> readable(Path folder) {
    return all(folder).stream().filter(this::isReadable).toList();
  }

  private boolean isReadable(Path file) {
    String name = file.getFileName().toString();
    Optional<Format> format = formats.ofName(name);
    if (format.isPresent() || (name.lastIndexOf('.') < 0 && !isProgram(file))) {
      return true;
    }
    report(
        file,
        "other-format",
        "expected a file to read (%s), found another kind; name the file itself if it is text"
            .formatted(formats.allExtensions()));
    return false;
  }

  private static boolean isProgram(Path file) {
    try (var in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(2);
      return Encodings.startsWith(start, start.length, '#', '!');
    } catch (IOException e) {
      // The reader will say what is wrong with it.
      return false;
    }
  }

  private void enter(Path folder, List<Path> above) {
    try {
      Path real = folder.toRealPath();
      if (above.contains(real)) {
        report(folder, "link-loop", "expected a folder, found a link to one above it");
        return;
      }
      if (!entered.add(real)) {
        return;
      }
      List<Path> path = new ArrayList<>(above);
      path.add(real);
      for (Path entry : entries(folder)) {
        visit(entry, path);
      }
    } catch (IOException e) {
      ReadException named = ReadException.of(e);
      report(folder, named.reason(), String.valueOf(named.getMessage()));
    }
  }

  private void visit(Path entry, List<Path> above) {
    if (entry.getFileName().toString().startsWith(".")) {
      return;
    }
    if (Files.isDirectory(entry)) {
      enter(entry, above);
    } else if (Files.isRegularFile(entry)) {
      files.add(entry);
    } else {
      report(entry, "missing", "expected a file or a folder, found a broken link or a device");
    }
  }

  private static List<Path> entries(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    entries.sort(Comparator.naturalOrder());
    return entries;
  }

  private void report(Path path, String reason, String message) {
    listener.lost(new ReadProblem(path.toString(), "", reason, message));
  }
}
