package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.disk.PartFile;
import dev.continuo.corpus.document.CorpusException;
import dev.continuo.tokenizer.text.Tokenizers;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A corpus on disk: two shards, the tokenizer that made them, and the report. */
public record CorpusFolder(Path path) {

  private static final String TRAINING = "train-00000.shard";
  private static final String VALIDATION = "validation-00000.shard";
  private static final String REPORT = "corpus.json";
  private static final Set<String> OWN_FILES =
      Set.of(TRAINING, VALIDATION, Tokenizers.FILE_NAME, Tokenizers.CONFIG_NAME, REPORT);

  /** The shard to train on. */
  public Path trainingShard() {
    return path.resolve(TRAINING);
  }

  /** The shard to validate on. */
  public Path validationShard() {
    return path.resolve(VALIDATION);
  }

  /** The tokenizer of both shards. */
  public Path tokenizer() {
    return path.resolve(Tokenizers.FILE_NAME);
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
    if (!Files.exists(path)) {
      return;
    }
    Set<String> names = names();
    if (names.isEmpty()) {
      return;
    }
    if (!isCorpus(path) || !OWN_FILES.containsAll(names)) {
      throw new CorpusException(
          path + ": expected a new folder, found other files; choose another folder");
    }
    if (!overwrite) {
      throw new CorpusException(
          path + ": expected a new folder, found a corpus; choose another folder or --overwrite");
    }
  }

  private Set<String> names() {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    } catch (NotDirectoryException e) {
      throw new CorpusException(path + ": expected a new folder, found a file", e);
    } catch (IOException e) {
      throw new CorpusException(path + ": the folder cannot be read: " + e.getMessage(), e);
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
    PartFile.write(path.resolve(REPORT), CorpusJson.write(report).getBytes(StandardCharsets.UTF_8));
  }

  void copyTokenizer(Path from) throws IOException {
    PartFile.write(tokenizer(), Files.readAllBytes(from));
    Optional<byte[]> config = Tokenizers.configurationOf(from);
    if (config.isPresent()) {
      PartFile.write(path.resolve(Tokenizers.CONFIG_NAME), config.get());
    }
  }

  /** Moves a filled folder to its place, where an older corpus makes way for it. */
  void moveTo(CorpusFolder target) throws IOException {
    Path old = target.beside("old");
    delete(old);
    if (Files.exists(target.path)) {
      Files.move(target.path, old, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.move(path, target.path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (Files.exists(old)) {
        Files.move(old, target.path, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
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
    return absolute.resolveSibling(absolute.getFileName() + "." + role);
  }
}
