package dev.continuo.tokenizer.train;

import java.util.Iterator;

/** What the tokens of a vocabulary that is learned stand for. */
public enum VocabularyKind {
  /** Byte pairs. */
  BPE,
  /** Unicode characters. */
  CHAR,
  /** Bytes, for which there is nothing to learn. */
  BYTE;

  /**
   * Learns a vocabulary of this kind.
   *
   * @param options of byte pairs; the other kinds have none
   */
  public TrainedTokenizer learn(
      Iterator<String> documents, BytePairOptions options, TrainingProgress progress) {
    return switch (this) {
      case BPE -> BytePairTrainer.train(documents, options, progress);
      case CHAR -> CharacterTrainer.train(documents, progress);
      case BYTE -> ByteVocabulary.create();
    };
  }
}
