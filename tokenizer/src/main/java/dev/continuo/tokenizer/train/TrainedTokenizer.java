package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.tokenizer.files.FileException;
import java.nio.file.Path;
import java.util.List;

/** A vocabulary that has been learned, ready to be written. */
public final class TrainedTokenizer {

  private final int vocabularySize;
  private final int mergeCount;
  private final byte[] tokenizerJson;
  private final byte[] configJson;

  TrainedTokenizer(int vocabularySize, int mergeCount, byte[] tokenizerJson, byte[] configJson) {
    this.vocabularySize = vocabularySize;
    this.mergeCount = mergeCount;
    this.tokenizerJson = tokenizerJson;
    this.configJson = configJson;
  }

  /** The number of ids, special tokens included. */
  public int vocabularySize() {
    return vocabularySize;
  }

  /** The number of merges; 0 for a vocabulary of characters or bytes. */
  public int mergeCount() {
    return mergeCount;
  }

  /**
   * The files that are written for a {@code tokenizer.json}: itself, and {@code
   * tokenizer_config.json} beside it, unless it is a pipe or a device.
   */
  public static List<Path> files(Path file) {
    return AtomicFile.isStream(file)
        ? List.of(file)
        : List.of(file, file.resolveSibling("tokenizer_config.json"));
  }

  /**
   * Writes a standard {@code tokenizer.json}, and what goes with it.
   *
   * @throws FileException if it cannot be written; what was there before is then untouched
   */
  public void write(Path file) {
    List<byte[]> contents = List.of(tokenizerJson, configJson);
    List<Path> files = files(file);
    for (int i = files.size() - 1; i >= 0; i--) {
      AtomicFile.write(files.get(i), contents.get(i));
    }
  }
}
