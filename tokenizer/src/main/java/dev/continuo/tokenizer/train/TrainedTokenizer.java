package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.text.TokenizerException;
import java.io.IOException;
import java.nio.file.Path;

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
   * Writes a standard {@code tokenizer.json}, and a {@code tokenizer_config.json} beside it.
   *
   * @throws TokenizerException if it cannot be written; what was there before is then untouched
   */
  public void write(Path file) {
    try {
      WholeFile.write(file.resolveSibling("tokenizer_config.json"), configJson);
      WholeFile.write(file, tokenizerJson);
    } catch (IOException e) {
      throw new TokenizerException(
          "%s: cannot be written (%s); choose a file in a folder that exists and is writable"
              .formatted(file, e),
          e);
    }
  }
}
