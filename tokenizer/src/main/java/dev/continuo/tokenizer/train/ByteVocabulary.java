package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.pretokenizer.PreTokenizer;

/** The vocabulary of the 256 bytes and the special token, which needs no training. */
public final class ByteVocabulary {

  private ByteVocabulary() {}

  public static TrainedTokenizer create() {
    return TrainedJson.bytePair(new MergeTable(), PreTokenizer.GPT2);
  }
}
