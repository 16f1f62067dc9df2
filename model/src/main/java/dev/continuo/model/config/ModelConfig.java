package dev.continuo.model.config;

import dev.continuo.model.config.ModelParts.Norms.Place;
import dev.continuo.model.config.ModelParts.Norms.QueryKey;
import dev.continuo.model.config.ModelParts.Positions;
import java.util.Locale;

/**
 * The dimensions of a decoder-only transformer and {@link ModelParts what it is made of}.
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
 * @param parts what it is made of
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
    int endOfText,
    ModelParts parts) {

  /** The families that can be read. {@link ModelParts#of} says what they are made of. */
  public enum Architecture {
    QWEN3("Qwen3ForCausalLM", "qwen3", "qwen3"),
    LLAMA("LlamaForCausalLM", "llama", "llama"),
    GPT2("GPT2LMHeadModel", "gpt2", "gpt2"),
    QWEN2("Qwen2ForCausalLM", "qwen2", "qwen2"),
    MISTRAL("MistralForCausalLM", "mistral", "llama"),
    SMOLLM3("SmolLM3ForCausalLM", "smollm3", "smollm3"),
    PHI3("Phi3ForCausalLM", "phi3", "phi3"),
    GEMMA("GemmaForCausalLM", "gemma", "gemma"),
    GEMMA2("Gemma2ForCausalLM", "gemma2", "gemma2"),
    GEMMA3("Gemma3ForCausalLM", "gemma3_text", "gemma3"),
    OLMO2("Olmo2ForCausalLM", "olmo2", "olmo2"),
    GRANITE("GraniteForCausalLM", "granite", "granite"),
    GPT_NEOX("GPTNeoXForCausalLM", "gpt_neox", "gptneox"),
    STARCODER2("Starcoder2ForCausalLM", "starcoder2", "starcoder2");

    private final String className;
    private final String modelType;
    private final String ggufName;

    Architecture(String className, String modelType, String ggufName) {
      this.className = className;
      this.modelType = modelType;
      this.ggufName = ggufName;
    }

    /** HuggingFace's class, in {@code architectures} of {@code config.json}. */
    public String className() {
      return className;
    }

    /** The {@code model_type} of {@code config.json}. */
    public String modelType() {
      return modelType;
    }

    /** What {@code general.architecture} of a GGUF file calls it. */
    public String ggufName() {
      return ggufName;
    }
  }

  /** A configuration of a family as {@link ModelParts#of} has it. */
  public ModelConfig(
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
    this(
        architecture,
        vocabularySize,
        channels,
        layerCount,
        headCount,
        keyValueHeadCount,
        headSize,
        feedForwardChannels,
        contextLength,
        normEpsilon,
        rotaryBase,
        tiedEmbeddings,
        endOfText,
        ModelParts.of(architecture));
  }

  public ModelConfig {
    within("vocabularySize", vocabularySize, 1 << 24);
    within("channels", channels, 1 << 17);
    within("layerCount", layerCount, MOST_LAYERS);
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
    parts.check(layerCount, headSize);
    if (parts.rotary()) {
      checkRotary(headSize, rotaryBase, parts.positions());
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
    return parts.norms().queryKey() == QueryKey.PER_HEAD;
  }

  /** R, how many of a head's channels are rotated; 0 where positions are learned. */
  public int rotatedChannels() {
    int some = parts.positions().channels();
    return !parts.rotary() ? 0 : some == 0 ? headSize : some;
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
        endOfText,
        parts);
  }

  /** The number of weights, with tied embeddings counted once. */
  public long parameterCount() {
    long queries = (long) headCount * headSize;
    long keys = (long) keyValueHeadCount * headSize;
    long inner = feedForwardChannels;
    boolean gated = parts.gated();
    long matrices =
        channels * (2 * queries + 2 * keys) + (gated ? 3L : 2L) * channels * feedForwardChannels;
    long norm = parts.layerNorm() ? 2L * channels : channels;
    long norms =
        (parts.norms().place() == Place.BOTH ? 4 : 2) * norm
            + switch (parts.norms().queryKey()) {
              case NONE -> 0;
              case PER_HEAD -> 2L * headSize;
              case FULL_WIDTH -> queries + keys;
            };
    long biases =
        (parts.biases().queryKeyValue() ? queries + 2 * keys : 0)
            + (parts.biases().attentionOutput() ? channels : 0)
            + (parts.biases().feedForward() ? (gated ? 2 : 1) * inner + channels : 0);
    long layer = matrices + norms + biases;
    long tables = (long) vocabularySize * (tiedEmbeddings ? 1 : 2);
    long positions = parts.rotary() ? 0 : contextLength;
    return layer * layerCount + (tables + positions) * channels + norm;
  }

  /**
   * The floating-point operations of the products of one training token, forward and backward: six
   * for each weight of a matrix, and those of attention to half the context in the mean.
   */
  public double trainingFlopsPerToken(int context) {
    double queries = (double) headCount * headSize;
    double keys = (double) keyValueHeadCount * headSize;
    double inner = (parts.gated() ? 3.0 : 2.0) * feedForwardChannels;
    double layer = channels * (2 * queries + 2 * keys + inner) + queries * context;
    return 6 * (layer * layerCount + (double) vocabularySize * channels);
  }

  /** The most layers that a model has. */
  public static final int MOST_LAYERS = 1 << 12;

  private static final int HEAD_SIZE = 64;

  private static void within(String name, int value, int most) {
    if (value <= 0 || value > most) {
      throw new ModelException(name + " must be from 1 to " + most + ": " + value);
    }
  }

  private static void checkRotary(int headSize, double rotaryBase, Positions positions) {
    if (positions.channels() == 0 && headSize % 2 != 0) {
      throw new ModelException("headSize must be even for rotary positions: " + headSize);
    }
    double least = positions.scaling() instanceof RotaryScaling.Yarn ? 1 : 0;
    if (!(rotaryBase > least && rotaryBase < 1e15)) {
      throw new ModelException(
          "rotaryBase must lie between " + (int) least + " and 1e15: " + rotaryBase);
    }
    int rotated = positions.channels() == 0 ? headSize : positions.channels();
    if (positions.scaling() instanceof RotaryScaling.Divided divided
        && divided.divisors().size() != rotated / 2) {
      throw new ModelException(
          "rope_freqs: expected " + rotated / 2 + " numbers, found " + divided.divisors().size());
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
