package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.json.TokenizerException;
import java.util.Iterator;

/**
 * Learns a byte-level byte-pair vocabulary: the commonest pair of neighbouring tokens becomes a
 * token, again and again. From {@code "aab aab ab"} come {@code ab} (three times), then {@code aab}
 * (twice). The merges are those of the HuggingFace {@code tokenizers} library for the same
 * documents and settings. (Sennrich et al. 2016; Radford et al. 2019.)
 */
public final class BytePairTrainer {

  private BytePairTrainer() {}

  /**
   * Learns from documents, each of which is cut into words on its own.
   *
   * @throws TokenizerException if there is no text, or it does not fit into memory
   */
  public static TrainedTokenizer train(
      Iterator<String> documents, BytePairOptions options, TrainingProgress progress) {
    Symbols symbols;
    try (WordCounter counter = new WordCounter(options, progress)) {
      WordSource words = counter.count(documents);
      if (words.isEmpty()) {
        throw new TokenizerException("expected text to learn a vocabulary from, found none");
      }
      symbols = new Symbols(words);
    }
    MergeTable merges = new MergeLoop(symbols, options, progress).run();
    return TrainedJson.bytePair(merges, options.preTokenizer());
  }
}
