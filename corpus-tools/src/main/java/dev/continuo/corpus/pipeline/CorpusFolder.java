package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.document.CorpusException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A corpus on disk: two shards, the tokenizer that made them, and the report. */
public record CorpusFolder(Path path) {

  private static final String REPORT = "corpus.json";

  /** The shard to train on. */
  public Path trainingShard() {
    return path.resolve("train-00000.shard");
  }

  /** The shard to validate on. */
  public Path validationShard() {
    return path.resolve("validation-00000.shard");
  }

  /** The tokenizer of both shards. */
  public Path tokenizer() {
    return path.resolve("tokenizer.json");
  }

  /** Whether a folder holds a corpus. */
  public static boolean isCorpus(Path path) {
    return Files.isRegularFile(path.resolve(REPORT));
  }

  /**
   * The report.
   *
   * @throws CorpusException if the folder holds no corpus, or a damaged one
   */
  public CorpusReport report() {
    Path file = path.resolve(REPORT);
    try {
      return CorpusJson.read(file, Files.readString(file));
    } catch (NoSuchFileException | CharacterCodingException e) {
      throw new CorpusException(
          path + ": expected a corpus with " + REPORT + ", found none; run continuo corpus build",
          e);
    } catch (IOException e) {
      throw new CorpusException(file + ": the file cannot be read: " + e.getMessage(), e);
    }
  }

  /** Checks, before any work, that a corpus may be written here. */
  void checkFree(boolean overwrite) {
    try {
      if (!Files.exists(path) || (Files.isDirectory(path) && isEmpty(path))) {
        return;
      }
    } catch (IOException e) {
      throw new CorpusException(path + ": the folder cannot be read: " + e.getMessage(), e);
    }
    if (!isCorpus(path)) {
      throw new CorpusException(
          path
              + ": expected a new folder or a corpus, found something else; choose another folder");
    }
    if (!overwrite) {
      throw new CorpusException(
          path + ": expected a new folder, found a corpus; choose another folder or --overwrite");
    }
  }

  /** A new folder beside this one, to be filled and then moved here. */
  CorpusFolder createPart() throws IOException {
    Path parent = path.toAbsolutePath().normalize().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Path part = beside("part");
    delete(part);
    return new CorpusFolder(Files.createDirectory(part));
  }

  void writeReport(CorpusReport report) throws IOException {
    Path file = path.resolve(REPORT);
    Files.writeString(file, CorpusJson.write(report));
    sync(file);
  }

  void copyTokenizer(Path from) throws IOException {
    Files.copy(from, tokenizer(), StandardCopyOption.REPLACE_EXISTING);
    sync(tokenizer());
  }

  /** Moves a filled folder to its place, where an older corpus makes way for it. */
  void moveTo(CorpusFolder target) throws IOException {
    Path old = target.beside("old");
    if (Files.exists(target.path)) {
      Files.move(target.path, old, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(path, target.path, StandardCopyOption.ATOMIC_MOVE);
    delete(old);
  }

  /** Deletes a folder with all that is in it. */
  static void delete(Path folder) throws IOException {
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

  private Path beside(String role) {
    Path absolute = path.toAbsolutePath().normalize();
    String name = absolute.getFileName() + "." + role + "-" + ProcessHandle.current().pid();
    return absolute.resolveSibling(name);
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.findAny().isEmpty();
    }
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
