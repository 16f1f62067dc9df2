package dev.continuo.model.config;

/**
 * The dimensions of a decoder-only transformer: RMSNorm before each part, rotary positions,
 * grouped-query attention, SwiGLU, no biases.
 *
 * @param architecture which HuggingFace model class the weights belong to
 * @param vocabularySize V, the number of token ids
 * @param channels C, the width of the residual stream
 * @param layerCount the number of transformer layers
 * @param headCount H, the number of query heads
 * @param keyValueHeadCount the number of key and value heads; divides {@code headCount}
 * @param headSize D, the channels of one head; even, for rotary positions
 * @param feedForwardChannels the inner width of the feed-forward part
 * @param contextLength T, the longest sequence that the model was made for
 * @param normEpsilon what RMSNorm adds to the mean square
 * @param rotaryBase the base of the rotary frequencies
 * @param tiedEmbeddings whether the output projection is the embedding table
 * @param endOfText the id that ends a document, or -1
 */
public record ModelConfig(
    Architecture architecture,
    int vocabularySize,
    int channels,
    int layerCount,
    int headCount,
    int keyValueHeadCount,
    int headSize,
    int feedForwardChannels,
    int contextLength,
    double normEpsilon,
    double rotaryBase,
    boolean tiedEmbeddings,
    int endOfText) {

  /** The HuggingFace model classes that share this shape. */
  public enum Architecture {
    /** Queries and keys are normalized per head (QK-norm). */
    QWEN3,
    /** No QK-norm. */
    LLAMA
  }

  public ModelConfig {
    within("vocabularySize", vocabularySize, 1 << 24);
    within("channels", channels, 1 << 17);
    within("layerCount", layerCount, 1 << 12);
    within("headCount", headCount, 1 << 13);
    within("keyValueHeadCount", keyValueHeadCount, 1 << 13);
    within("headSize", headSize, 1 << 13);
    within("feedForwardChannels", feedForwardChannels, 1 << 20);
    within("contextLength", contextLength, 1 << 30);
    if (headCount % keyValueHeadCount != 0) {
      throw new ModelException(
          "keyValueHeadCount must divide headCount: " + headCount + " % " + keyValueHeadCount);
    }
    if (headSize % 2 != 0) {
      throw new ModelException("headSize must be even for rotary positions: " + headSize);
    }
    if (!(normEpsilon > 0 && normEpsilon < 1) || !(rotaryBase > 0 && rotaryBase < 1e15)) {
      throw new ModelException(
          "normEpsilon must lie between 0 and 1, rotaryBase between 0 and 1e15: "
              + normEpsilon
              + ", "
              + rotaryBase);
    }
    if (endOfText < -1 || endOfText >= vocabularySize) {
      throw new ModelException(
          "endOfText must be -1 or an id below " + vocabularySize + ": " + endOfText);
    }
  }

  /** Whether queries and keys are normalized per head. */
  public boolean queryKeyNorm() {
    return architecture == Architecture.QWEN3;
  }

  /**
   * The preset of one dial: depth d has d layers, 64·d channels, d heads of 64 and a feed-forward
   * part of 8/3·C rounded up to a multiple of 64.
   */
  public static ModelConfig ofDepth(
      int depth, int vocabularySize, int contextLength, int endOfText) {
    within("depth", depth, 1 << 11);
    int channels = HEAD_SIZE * depth;
    int feedForward = (channels * 8 / 3 + HEAD_SIZE - 1) / HEAD_SIZE * HEAD_SIZE;
    return new ModelConfig(
        Architecture.QWEN3,
        vocabularySize,
        channels,
        depth,
        depth,
        depth,
        HEAD_SIZE,
        feedForward,
        contextLength,
        1e-6,
        10_000,
        true,
        endOfText);
  }

  /** The number of weights, with tied embeddings counted once. */
  public long parameterCount() {
    long attention =
        (long) channels * headSize * (2L * headCount + 2L * keyValueHeadCount)
            + (queryKeyNorm() ? 2L * headSize : 0);
    long feedForward = 3L * channels * feedForwardChannels;
    long layer = attention + feedForward + 2L * channels;
    long embedding = (long) vocabularySize * channels;
    return layer * layerCount + embedding * (tiedEmbeddings ? 1 : 2) + channels;
  }

  private static final int HEAD_SIZE = 64;

  private static void within(String name, int value, int most) {
    if (value <= 0 || value > most) {
      throw new ModelException(name + " must be from 1 to " + most + ": " + value);
    }
  }
}
