package dev.continuo.corpus.output;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.report.ReportJson;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.tokenizer.files.AtomicFolder;
import dev.continuo.tokenizer.files.OverwriteRule;
import dev.continuo.tokenizer.setting.SettingMessage;
import dev.continuo.tokenizer.text.Tokenizers;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A corpus on disk: two shards, the names of the first one's documents, the tokenizer that made
 * them, and the report.
 */
public record CorpusFolder(Path path) {

  private static final String TRAINING = "train-00000.shard";
  private static final String NAMES = "train-00000.names";
  private static final String VALIDATION = "validation-00000.shard";
  private static final String REPORT = "corpus.json";

  /** The report is removed first and moved in last, so that an incomplete corpus has none. */
  private static final List<String> OWN_FILES =
      List.of(REPORT, TRAINING, NAMES, VALIDATION, Tokenizers.FILE_NAME, Tokenizers.CONFIG_NAME);

  /** The shard to train on. */
  public Path trainingShard() {
    return path.resolve(TRAINING);
  }

  /** The ids of the training shard's documents. */
  public Path trainingNames() {
    return path.resolve(NAMES);
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
      return ReportJson.read(file, Files.readString(file));
    } catch (NoSuchFileException | CharacterCodingException e) {
      throw new CorpusException(
          path + ": expected a corpus with " + REPORT + ", found none; run continuo corpus build",
          e);
    } catch (IOException e) {
      throw new CorpusException(file + ": the file cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Checks, before any work, that a corpus may be written here: a missing or empty folder may be
   * written, one with a corpus only with {@code overwrite}, one with other files never.
   *
   * @throws CorpusException if it may not
   */
  public void checkFree(boolean overwrite) {
    if (!Files.exists(path)) {
      if (Files.isSymbolicLink(path)) {
        throw new CorpusException(path + ": expected a folder, found a broken symbolic link");
      }
      return;
    }
    List<String> names = names();
    if (names.isEmpty() && !AtomicFolder.isHalfExchanged(path, OWN_FILES)) {
      return;
    }
    List<String> others = names.stream().filter(name -> !OWN_FILES.contains(name)).toList();
    if (others.isEmpty()
        && !names.isEmpty()
        && !names.contains(TRAINING)
        && !names.contains(VALIDATION)) {
      others = names;
    }
    if (!others.isEmpty()) {
      throw new CorpusException(
          path
              + ": expected a new folder, found other files ("
              + others.getFirst()
              + "); choose another folder");
    }
    if (!overwrite) {
      throw new CorpusException(
          SettingMessage.of(
              "%s: expected a new folder, found a corpus; choose another folder or %s",
              path, OverwriteRule.OVERWRITE));
    }
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> !AtomicFolder.isPart(file))
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    } catch (NotDirectoryException e) {
      throw new CorpusException(path + ": expected a new folder, found a file", e);
    } catch (IOException e) {
      throw new CorpusException(path + ": the folder cannot be read: " + e.getMessage(), e);
    }
  }

  public void writeReport(CorpusReport report) throws IOException {
    AtomicFile.write(
        path.resolve(REPORT), ReportJson.write(report).getBytes(StandardCharsets.UTF_8));
  }

  public void copyTokenizer(Path from) throws IOException {
    AtomicFile.write(tokenizer(), Files.readAllBytes(from));
    Optional<byte[]> config = Tokenizers.configurationOf(from);
    if (config.isPresent()) {
      AtomicFile.write(path.resolve(Tokenizers.CONFIG_NAME), config.get());
    }
  }

  /** A folder to fill, which takes this place when it is finished and replaces an older corpus. */
  public AtomicFolder filling() throws IOException {
    return new AtomicFolder(path, OWN_FILES);
  }
}
