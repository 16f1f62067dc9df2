package dev.continuo.model.config;

import dev.continuo.model.config.ModelConfig.Architecture;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a decoder-only transformer is made of, beside its dimensions. {@link #of} is the table of
 * the families; {@code config.json} or the metadata of a GGUF file may change a family's parts.
 *
 * @param norms of the residual stream, of queries and of keys
 * @param biases which projections add one
 * @param feedForward the inner function
 * @param parallel whether both halves of a layer read its input; otherwise the second reads what
 *     the first left
 * @param positions how a token's place is told
 * @param windows which layers see only the last tokens
 * @param factors what is multiplied, and what is capped
 */
public record ModelParts(
    Norms norms,
    Biases biases,
    FeedForward feedForward,
    boolean parallel,
    Positions positions,
    Windows windows,
    Factors factors) {

  /**
   * The norms.
   *
   * @param kind the norm of the residual stream
   * @param place where in a layer they are
   * @param queryKey what is normed of queries and keys, by root mean square
   */
  public record Norms(Kind kind, Place place, QueryKey queryKey) {

    /** The formula of a norm. */
    public enum Kind {
      /** x/√(mean(x²) + ε)·w. */
      RMS,
      /** (x − mean(x))/√(variance(x) + ε)·w + b. */
      LAYER
    }

    /** Where the norms of a half layer f are. */
    public enum Place {
      /** x + f(norm(x)). */
      BEFORE,
      /** x + norm(f(x)). */
      AFTER,
      /** x + norm(f(norm(x))). */
      BOTH;

      public boolean before() {
        return this != AFTER;
      }

      public boolean after() {
        return this != BEFORE;
      }
    }

    /** The norm of queries and keys, before they are rotated. */
    public enum QueryKey {
      NONE,
      /** Each head by itself, with one weight for all. */
      PER_HEAD,
      /** All heads together. */
      FULL_WIDTH
    }
  }

  /**
   * Which projections add a bias.
   *
   * @param queryKeyValue those of queries, keys and values
   * @param attentionOutput the one after attention
   * @param feedForward all of the feed-forward part
   */
  public record Biases(boolean queryKeyValue, boolean attentionOutput, boolean feedForward) {

    static final Biases NONE = new Biases(false, false, false);
    static final Biases ALL = new Biases(true, true, true);

    public boolean any() {
      return queryKeyValue || attentionOutput || feedForward;
    }
  }

  /**
   * The feed-forward part.
   *
   * @param activation the function between the projections
   * @param gated down(activation(gate(x))·up(x)); otherwise down(activation(up(x)))
   */
  public record FeedForward(Activation activation, boolean gated) {}

  /** The function in the middle of a feed-forward part. */
  public enum Activation {
    /** x/(1 + e⁻ˣ). */
    SILU,
    /** x·Φ(x), with the normal distribution's Φ. */
    GELU,
    /** The same by way of the hyperbolic tangent. */
    GELU_TANH
  }

  /**
   * How a token's place is told.
   *
   * @param rotary whether queries and keys are rotated; otherwise a learned table is added to the
   *     embeddings
   * @param channels how many of a head's channels are rotated, from the first on; 0: all
   * @param scaling how frequencies differ from those of the base
   * @param windowBase the base in layers with a window, where no scaling is applied; 0: as
   *     elsewhere
   * @param unrotated the layers that rotate nothing
   */
  public record Positions(
      boolean rotary,
      int channels,
      RotaryScaling scaling,
      double windowBase,
      Set<Integer> unrotated) {

    static final Positions LEARNED = new Positions(false, 0, RotaryScaling.NONE, 0, Set.of());
    static final Positions ROTARY = new Positions(true, 0, RotaryScaling.NONE, 0, Set.of());

    public Positions {
      unrotated = Set.copyOf(unrotated);
    }
  }

  /**
   * The layers where a token sees only itself and the size − 1 tokens before it.
   *
   * @param size 0 where there is none
   */
  public record Windows(int size, Set<Integer> layers) {

    static final Windows NONE = new Windows(0, Set.of());

    public Windows {
      layers = Set.copyOf(layers);
    }

    /** A window in all of so many layers. */
    static Windows everywhere(int size, int layerCount) {
      return new Windows(
          size, IntStream.range(0, layerCount).boxed().collect(Collectors.toUnmodifiableSet()));
    }
  }

  /**
   * Constants between the parts.
   *
   * @param embedding what embeddings are multiplied by
   * @param residual what each half layer adds is multiplied by
   * @param attention what the products of queries and keys are multiplied by; 0: 1/√D
   * @param logits what logits are multiplied by
   * @param attentionCap c of c·tanh(x/c) of those products; 0: none
   * @param logitCap the same of the logits
   */
  public record Factors(
      double embedding,
      double residual,
      double attention,
      double logits,
      double attentionCap,
      double logitCap) {

    /** Nothing multiplied, nothing capped. */
    public static final Factors NONE = new Factors(1, 1, 0, 1, 0, 0);
  }

  private static final FeedForward SWIGLU = new FeedForward(Activation.SILU, true);
  private static final FeedForward GEGLU = new FeedForward(Activation.GELU_TANH, true);

  private static final ModelParts LLAMA =
      new ModelParts(
          new Norms(Norms.Kind.RMS, Norms.Place.BEFORE, Norms.QueryKey.NONE),
          Biases.NONE,
          SWIGLU,
          false,
          Positions.ROTARY,
          Windows.NONE,
          Factors.NONE);

  private static final ModelParts GPT2 =
      new ModelParts(
          new Norms(Norms.Kind.LAYER, Norms.Place.BEFORE, Norms.QueryKey.NONE),
          Biases.ALL,
          new FeedForward(Activation.GELU_TANH, false),
          false,
          Positions.LEARNED,
          Windows.NONE,
          Factors.NONE);

  /** The table of the families: what each is made of where its files say nothing else. */
  public static ModelParts of(Architecture architecture) {
    return switch (architecture) {
      case LLAMA, MISTRAL, SMOLLM3, PHI3, GRANITE -> LLAMA;
      case QWEN2 -> LLAMA.with(new Biases(true, false, false));
      case QWEN3 -> LLAMA.with(norms(Norms.Place.BEFORE, Norms.QueryKey.PER_HEAD));
      case OLMO2 -> LLAMA.with(norms(Norms.Place.AFTER, Norms.QueryKey.FULL_WIDTH));
      case GEMMA -> LLAMA.with(GEGLU);
      case GEMMA2 -> LLAMA.with(GEGLU).with(norms(Norms.Place.BOTH, Norms.QueryKey.NONE));
      case GEMMA3 -> LLAMA.with(GEGLU).with(norms(Norms.Place.BOTH, Norms.QueryKey.PER_HEAD));
      case GPT2 -> GPT2;
      case STARCODER2 -> GPT2.with(Positions.ROTARY);
      case GPT_NEOX ->
          GPT2.with(Positions.ROTARY)
              .with(new FeedForward(Activation.GELU, false))
              .withParallel(true);
    };
  }

  private static Norms norms(Norms.Place place, Norms.QueryKey queryKey) {
    return new Norms(Norms.Kind.RMS, place, queryKey);
  }

  /** Whether queries and keys are rotated; otherwise a learned table is added to the input. */
  public boolean rotary() {
    return positions.rotary();
  }

  /** Whether the feed-forward part has a gate. */
  public boolean gated() {
    return feedForward.gated();
  }

  /** Whether the norms of the residual stream have a bias. */
  public boolean layerNorm() {
    return norms.kind() == Norms.Kind.LAYER;
  }

  /** How many tokens a layer sees back, itself among them; 0: all. */
  public int window(int layer) {
    return windows.layers().contains(layer) ? windows.size() : 0;
  }

  /** Whether a layer rotates its queries and keys. */
  public boolean rotates(int layer) {
    return rotary() && !positions.unrotated().contains(layer);
  }

  /** Whether a layer has the base of those with a window. */
  public boolean hasWindowBase(int layer) {
    return positions.windowBase() != 0 && windows.layers().contains(layer);
  }

  ModelParts with(Norms other) {
    return new ModelParts(other, biases, feedForward, parallel, positions, windows, factors);
  }

  /** The same with other biases. */
  public ModelParts with(Biases other) {
    return new ModelParts(norms, other, feedForward, parallel, positions, windows, factors);
  }

  ModelParts with(FeedForward other) {
    return new ModelParts(norms, biases, other, parallel, positions, windows, factors);
  }

  /** The same with both halves of a layer side by side or not. */
  public ModelParts withParallel(boolean other) {
    return new ModelParts(norms, biases, feedForward, other, positions, windows, factors);
  }

  /** The same with other positions. */
  public ModelParts with(Positions other) {
    return new ModelParts(norms, biases, feedForward, parallel, other, windows, factors);
  }

  /** The same with other windows. */
  public ModelParts with(Windows other) {
    return new ModelParts(norms, biases, feedForward, parallel, positions, other, factors);
  }

  /** The same with other factors. */
  public ModelParts with(Factors other) {
    return new ModelParts(norms, biases, feedForward, parallel, positions, windows, other);
  }

  /** Refuses what cannot be in a model of these dimensions. */
  void check(int layerCount, int headSize) {
    int rotated = positions.channels();
    if (rotated < 0 || rotated > headSize || rotated % 2 != 0) {
      throw new ModelException(
          "the rotated channels of a head must be even and at most headSize: "
              + rotated
              + " of "
              + headSize);
    }
    layersWithin("unrotated", positions.unrotated(), layerCount);
    layersWithin("windowed", windows.layers(), layerCount);
    if (windows.size() < 0 || (windows.size() == 0) != windows.layers().isEmpty()) {
      throw new ModelException(
          "a window must be 1 or more tokens in some layer: "
              + windows.size()
              + " in "
              + windows.layers().size()
              + " layers");
    }
    finite("windowBase", positions.windowBase(), true);
    finite("embedding factor", factors.embedding(), false);
    finite("residual factor", factors.residual(), false);
    finite("attention factor", factors.attention(), true);
    finite("logits factor", factors.logits(), false);
    finite("cap of attention", factors.attentionCap(), true);
    finite("cap of logits", factors.logitCap(), true);
  }

  private static void layersWithin(String name, Set<Integer> layers, int layerCount) {
    for (int layer : layers) {
      if (layer < 0 || layer >= layerCount) {
        throw new ModelException(name + " layers must be below " + layerCount + ": " + layer);
      }
    }
  }

  private static void finite(String name, double value, boolean orZero) {
    if (!(value > 0 && value < MOST) && !(orZero && value == 0)) {
      throw new ModelException(
          name + " must lie between 0 and " + MOST + (orZero ? " or be 0" : "") + ": " + value);
    }
  }

  private static final double MOST = 1e15;
}
