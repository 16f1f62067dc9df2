package dev.continuo.model.config;

import java.util.Locale;

/**
 * The dimensions of a decoder-only transformer with a norm before each part: of Qwen3's and Llama's
 * shape (RMSNorm, rotary positions, grouped-query attention, SwiGLU, no biases) or of GPT-2's
 * (LayerNorm, learned positions, GELU, biases everywhere).
 *
 * @param architecture which HuggingFace model class the weights belong to
 * @param vocabularySize V, the number of token ids
 * @param channels C, the width of the residual stream
 * @param layerCount the number of transformer layers
 * @param headCount H, the number of query heads
 * @param keyValueHeadCount the number of key and value heads; divides {@code headCount}
 * @param headSize D, the channels of one head; even for rotary positions
 * @param feedForwardChannels the inner width of the feed-forward part
 * @param contextLength T, the longest sequence that the model was made for
 * @param normEpsilon what a norm adds to the mean square or the variance
 * @param rotaryBase the base of the rotary frequencies; 0 in an architecture without them
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

  /** The HuggingFace model classes that can be read. */
  public enum Architecture {
    /** {@code Qwen3ForCausalLM}: queries and keys are normalized per head (QK-norm). */
    QWEN3,
    /** {@code LlamaForCausalLM}: Qwen3's shape without QK-norm. */
    LLAMA,
    /** {@code GPT2LMHeadModel}. */
    GPT2;

    /** Whether queries and keys are normalized per head. */
    public boolean queryKeyNorm() {
      return this == QWEN3;
    }

    /** Whether positions turn queries and keys; otherwise a learned table is added to the input. */
    public boolean rotary() {
      return switch (this) {
        case QWEN3, LLAMA -> true;
        case GPT2 -> false;
      };
    }

    /** Whether the feed-forward part has a gate (SwiGLU); otherwise it is one GELU between two. */
    public boolean gated() {
      return switch (this) {
        case QWEN3, LLAMA -> true;
        case GPT2 -> false;
      };
    }

    /** Whether norms (then LayerNorm) and projections add a bias; otherwise norms are RMSNorm. */
    public boolean biases() {
      return switch (this) {
        case QWEN3, LLAMA -> false;
        case GPT2 -> true;
      };
    }
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
    if (!(normEpsilon > 0 && normEpsilon < 1)) {
      throw new ModelException("normEpsilon must lie between 0 and 1: " + normEpsilon);
    }
    if (architecture.rotary()) {
      checkRotary(headSize, rotaryBase);
    } else {
      checkLearnedPositions(channels, headCount, keyValueHeadCount, headSize, rotaryBase);
    }
    if (endOfText < -1 || endOfText >= vocabularySize) {
      throw new ModelException(
          "endOfText must be -1 or an id below " + vocabularySize + ": " + endOfText);
    }
  }

  /** Whether queries and keys are normalized per head. */
  public boolean queryKeyNorm() {
    return architecture.queryKeyNorm();
  }

  /**
   * The preset of a depth: depth d has d layers, 64·d channels, d heads of 64 and a feed-forward
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

  /** The same for sequences of another length. */
  public ModelConfig withContextLength(int newContextLength) {
    return new ModelConfig(
        architecture,
        vocabularySize,
        channels,
        layerCount,
        headCount,
        keyValueHeadCount,
        headSize,
        feedForwardChannels,
        newContextLength,
        normEpsilon,
        rotaryBase,
        tiedEmbeddings,
        endOfText);
  }

  /** The number of weights, with tied embeddings counted once. */
  public long parameterCount() {
    long queries = (long) headCount * headSize;
    long keys = (long) keyValueHeadCount * headSize;
    long matrices =
        channels * (2 * queries + 2 * keys)
            + (architecture.gated() ? 3L : 2L) * channels * feedForwardChannels;
    long norms = 2L * channels + (queryKeyNorm() ? 2L * headSize : 0);
    long biases = queries + 2 * keys + 4L * channels + feedForwardChannels;
    long layer = matrices + norms + (architecture.biases() ? biases : 0);
    long finalNorm = architecture.biases() ? 2L * channels : channels;
    long tables = (long) vocabularySize * (tiedEmbeddings ? 1 : 2);
    long positions = architecture.rotary() ? 0 : contextLength;
    return layer * layerCount + (tables + positions) * channels + finalNorm;
  }

  /**
   * The floating-point operations of the products of one training token, forward and backward: six
   * for each weight of a matrix, and those of attention to half the context in the mean.
   */
  public double trainingFlopsPerToken(int context) {
    double queries = (double) headCount * headSize;
    double keys = (double) keyValueHeadCount * headSize;
    double inner = (architecture.gated() ? 3.0 : 2.0) * feedForwardChannels;
    double layer = channels * (2 * queries + 2 * keys + inner) + queries * context;
    return 6 * (layer * layerCount + (double) vocabularySize * channels);
  }

  private static final int HEAD_SIZE = 64;

  private static void within(String name, int value, int most) {
    if (value <= 0 || value > most) {
      throw new ModelException(name + " must be from 1 to " + most + ": " + value);
    }
  }

  private static void checkRotary(int headSize, double rotaryBase) {
    if (headSize % 2 != 0) {
      throw new ModelException("headSize must be even for rotary positions: " + headSize);
    }
    if (!(rotaryBase > 0 && rotaryBase < 1e15)) {
      throw new ModelException("rotaryBase must lie between 0 and 1e15: " + rotaryBase);
    }
  }

  private static void checkLearnedPositions(
      int channels, int headCount, int keyValueHeadCount, int headSize, double rotaryBase) {
    if (rotaryBase != 0) {
      throw new ModelException("rotaryBase must be 0 where positions are learned: " + rotaryBase);
    }
    if (keyValueHeadCount != headCount || (long) headCount * headSize != channels) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "headCount heads of headSize must make up the channels: %d of %d (%d for keys), %d",
              headCount,
              headSize,
              keyValueHeadCount,
              channels));
    }
  }
}
