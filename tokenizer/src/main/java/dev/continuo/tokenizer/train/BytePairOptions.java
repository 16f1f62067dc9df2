package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.pretokenizer.PreTokenizer;
import dev.continuo.tokenizer.setting.ByteSize;
import java.util.Locale;

/**
 * The settings of byte-level byte-pair encoding.
 *
 * @param vocabularySize the ids wanted: the special token, the 256 bytes and the merges
 * @param minimumFrequency how often a pair must occur to be merged; 0 and 1 mean any pair
 * @param preTokenizer how text is cut into words
 * @param threads how many threads count words; the result does not depend on it
 * @param memory the bytes of memory that word counts may take before they go to files; the result
 *     does not depend on it
 */
public record BytePairOptions(
    int vocabularySize,
    long minimumFrequency,
    PreTokenizer preTokenizer,
    int threads,
    long memory) {

  /** The special token and the 256 bytes. */
  public static final int SMALLEST = 257;

  /** More than any vocabulary that is used. */
  public static final int LARGEST = 1 << 22;

  static final int MOST_THREADS = 1024;
  static final long SMALLEST_MEMORY = 1L << 20;

  /** The ids of a vocabulary, where no other number is asked for. */
  private static final int USUAL_SIZE = 8192;

  /** The defaults. */
  public static final BytePairOptions DEFAULT = ofSize(USUAL_SIZE);

  /** The settings that the HuggingFace trainer has by default, for a vocabulary of this size. */
  public static BytePairOptions ofSize(int vocabularySize) {
    return new BytePairOptions(
        vocabularySize,
        0,
        PreTokenizer.GPT2,
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory() / 2);
  }

  public BytePairOptions {
    if (vocabularySize < SMALLEST || vocabularySize > LARGEST) {
      throw new TokenizerException(
          String.format(
              Locale.ROOT,
              "vocabulary size: expected %d (the bytes and one special token) to %d, found %d",
              SMALLEST,
              LARGEST,
              vocabularySize));
    }
    if (minimumFrequency < 0) {
      throw new TokenizerException(
          "minimum frequency: expected 0 or more, found " + minimumFrequency);
    }
    if (threads < 1 || threads > MOST_THREADS) {
      throw new TokenizerException("threads: expected 1 to " + MOST_THREADS + ", found " + threads);
    }
    if (memory < SMALLEST_MEMORY) {
      throw new TokenizerException(
          String.format(
              Locale.ROOT, "memory: expected %d bytes or more, found %d", SMALLEST_MEMORY, memory));
    }
  }

  /** The memory as people write it. */
  public ByteSize memorySize() {
    return new ByteSize(memory);
  }

  public BytePairOptions withPreTokenizer(PreTokenizer changed) {
    return new BytePairOptions(vocabularySize, minimumFrequency, changed, threads, memory);
  }

  public BytePairOptions withMinimumFrequency(long changed) {
    return new BytePairOptions(vocabularySize, changed, preTokenizer, threads, memory);
  }

  public BytePairOptions withThreads(int changed) {
    return new BytePairOptions(vocabularySize, minimumFrequency, preTokenizer, changed, memory);
  }

  public BytePairOptions withMemory(long changed) {
    return new BytePairOptions(vocabularySize, minimumFrequency, preTokenizer, threads, changed);
  }
}
