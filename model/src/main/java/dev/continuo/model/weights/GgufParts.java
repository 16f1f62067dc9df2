package dev.continuo.model.weights;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.config.ModelParts;
import dev.continuo.model.config.ModelParts.Biases;
import dev.continuo.model.config.ModelParts.Factors;
import dev.continuo.model.config.ModelParts.Positions;
import dev.continuo.model.config.ModelParts.Windows;
import dev.continuo.model.config.RotaryAngles;
import dev.continuo.model.config.RotaryScaling;
import dev.continuo.model.config.RotaryScaling.Divided;
import dev.continuo.model.config.RotaryScaling.Linear;
import dev.continuo.model.config.RotaryScaling.Llama3;
import dev.continuo.model.config.RotaryScaling.Unscaled;
import dev.continuo.model.config.RotaryScaling.Yarn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The parts of a model in the metadata of a GGUF file, by llama.cpp's keys; what these do not say,
 * llama.cpp's code of the family does.
 */
final class GgufParts {

  private static final String WINDOW = "attention.sliding_window";
  private static final String PATTERN = "attention.sliding_window_pattern";
  private static final String ATTENTION_CAP = "attn_logit_softcapping";
  private static final String LOGIT_CAP = "final_logit_softcapping";
  private static final String SCALING = "rope.scaling.";
  private static final String PARALLEL = "use_parallel_residual";

  /** The layer of so many that SmolLM 3 does not rotate. */
  private static final int UNROTATED = 4;

  private static final Llama3 LLAMA3 = new Llama3(8, 1, 4, 8192);

  private final Architecture architecture;
  private final GgufFile file;
  private final GgufMetadata metadata;
  private final String prefix;

  GgufParts(Architecture architecture, GgufFile file) {
    this.architecture = architecture;
    this.file = file;
    this.metadata = file.metadata();
    this.prefix = architecture.ggufName() + ".";
  }

  /** The parts of a model of these dimensions. */
  ModelParts read(int layerCount, int channels, int headCount, int headSize) {
    ModelParts usual = ModelParts.of(architecture);
    Windows windows = windows(layerCount);
    ModelParts parts =
        usual
            .with(
                new Biases(
                    hasBias("attn_q", "attn_qkv"), hasBias("attn_output"), hasBias("ffn_up")))
            .with(windows)
            .with(factors(layerCount, channels, headCount, headSize));
    if (architecture == Architecture.GPT_NEOX) {
      parts = parts.withParallel(metadata.flag(prefix + PARALLEL).orElse(true));
    }
    return usual.rotary() ? parts.with(positions(layerCount, headSize)) : parts;
  }

  private boolean hasBias(String... paths) {
    for (String path : paths) {
      if (file.tensors().containsKey("blk.0." + path + ".bias")) {
        return true;
      }
    }
    return false;
  }

  private double number(String key, double otherwise) {
    return metadata.number(prefix + key, otherwise);
  }

  private Positions positions(int layerCount, int headSize) {
    int channels = metadata.integer(prefix + "rope.dimension_count", headSize);
    if (channels < 2 || channels > headSize) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "%s: %srope.dimension_count: expected 2 to the head size %d, found %d",
              file.path(),
              prefix,
              headSize,
              channels));
    }
    return new Positions(
        true,
        channels == headSize ? 0 : channels,
        scaling(channels),
        architecture == Architecture.GEMMA3 ? number("rope.freq_base_swa", 10_000) : 0,
        architecture == Architecture.SMOLLM3
            ? where(layerCount, layer -> (layer + 1) % UNROTATED == 0)
            : Set.of());
  }

  private RotaryScaling scaling(int channels) {
    double factor = number(SCALING + "factor", number("rope.scale_linear", 1));
    String type = metadata.text(prefix + SCALING + "type").orElse(factor == 1 ? "none" : "linear");
    boolean longRope =
        file.tensors().keySet().stream().anyMatch(name -> name.startsWith("rope_factors_"));
    if (longRope || (!type.equals("yarn") && number(SCALING + "attn_factor", 1) != 1)) {
      throw new ModelException(
          "%s: rope.scaling: expected none, linear, yarn or Llama 3's, found that of longrope"
              .formatted(file.path()));
    }
    return switch (type) {
      case "none" -> {
        Tensor divisors = file.tensors().get(GgufNames.ROTARY_FACTORS);
        yield divisors == null ? RotaryScaling.NONE : divided(divisors, channels);
      }
      case "linear" -> new Linear(factor);
      case "yarn" ->
          new Yarn(
              factor,
              metadata.integer(prefix + SCALING + "original_context_length"),
              number(SCALING + "yarn_beta_fast", 32),
              number(SCALING + "yarn_beta_slow", 1),
              Yarn.attention(factor) * number(SCALING + "attn_factor", 1),
              true);
      default ->
          throw new ModelException(
              "%s: %s%stype: expected none, linear or yarn, found %s"
                  .formatted(file.path(), prefix, SCALING, type));
    };
  }

  /** Llama 3.1's scaling where the divisors are those of its usual numbers. */
  private RotaryScaling divided(Tensor tensor, int channels) {
    List<Float> divisors = new ArrayList<>();
    for (float divisor : tensor.toFloats()) {
      divisors.add(divisor);
    }
    double base = number("rope.freq_base", 10_000);
    double factor = divisors.stream().mapToDouble(Float::doubleValue).max().orElse(1);
    if (factor > 1 && factor < 1000) {
      Llama3 usual =
          new Llama3(
              factor, LLAMA3.lowFrequency(), LLAMA3.highFrequency(), LLAMA3.originalContext());
      List<Float> theirs = RotaryAngles.divisors(channels, base, usual);
      boolean same = theirs.size() == divisors.size();
      for (int i = 0; same && i < theirs.size(); i++) {
        same = Math.abs(theirs.get(i) - divisors.get(i)) <= 1e-4 * divisors.get(i);
      }
      if (same) {
        return usual;
      }
    }
    return new Divided(divisors);
  }

  private Windows windows(int layerCount) {
    if (architecture == Architecture.OLMO2 && metadata.has(prefix + WINDOW)) {
      throw new ModelException(
          "%s: %s%s: expected OLMo 2, which has no windows, found OLMo 3"
              .formatted(file.path(), prefix, WINDOW));
    }
    int size =
        switch (architecture) {
          case GEMMA2 -> metadata.integer(prefix + WINDOW, 4096);
          case GEMMA3, PHI3 -> metadata.integer(prefix + WINDOW, 0);
          case QWEN3,
              LLAMA,
              GPT2,
              QWEN2,
              MISTRAL,
              SMOLLM3,
              GEMMA,
              OLMO2,
              GRANITE,
              GPT_NEOX,
              STARCODER2 ->
              0;
        };
    if (size == 0) {
      return new Windows(0, Set.of());
    }
    int pattern =
        architecture == Architecture.PHI3
            ? Integer.MAX_VALUE
            : metadata.integer(prefix + PATTERN, pattern(architecture));
    if (pattern < 1) {
      throw new ModelException(
          file.path() + ": " + prefix + PATTERN + ": expected 1 or more layers, found " + pattern);
    }
    Set<Integer> layers = where(layerCount, layer -> layer % pattern < pattern - 1);
    return layers.isEmpty() ? new Windows(0, layers) : new Windows(size, layers);
  }

  /** How many layers it takes until one has no window. */
  private static int pattern(Architecture architecture) {
    return architecture == Architecture.GEMMA2 ? 2 : 6;
  }

  private static Set<Integer> where(int layerCount, IntPredicate is) {
    return IntStream.range(0, Math.clamp(layerCount, 0, ModelConfig.MOST_LAYERS))
        .filter(is)
        .boxed()
        .collect(Collectors.toSet());
  }

  private Factors factors(int layerCount, int channels, int headCount, int headSize) {
    return switch (architecture) {
      case GEMMA -> new Factors(Math.sqrt(Math.max(1, channels)), 1, 0, 1, 0, 0);
      case GEMMA2, GEMMA3 ->
          new Factors(
              Math.sqrt(Math.max(1, channels)),
              1,
              attention(architecture, layerCount, channels, headCount, headSize),
              1,
              number(ATTENTION_CAP, architecture == Architecture.GEMMA2 ? 50 : 0),
              number(LOGIT_CAP, architecture == Architecture.GEMMA2 ? 30 : 0));
      case GRANITE ->
          new Factors(
              number("embedding_scale", 1),
              number("residual_scale", 1),
              number("attention.scale", 0),
              1 / number("logit_scale", 1),
              0,
              0);
      case QWEN3, LLAMA, GPT2, QWEN2, MISTRAL, SMOLLM3, PHI3, OLMO2, GPT_NEOX, STARCODER2 ->
          Factors.NONE;
    };
  }

  /** What llama.cpp multiplies by in Gemma 2 and 3: other than 1/√D in their models of 27B. */
  private static double attention(
      Architecture architecture, int layerCount, int channels, int headCount, int headSize) {
    boolean largest = layerCount == (architecture == Architecture.GEMMA2 ? 46 : 62);
    double size = largest ? channels / (double) Math.max(1, headCount) : headSize;
    return 1 / Math.sqrt(size);
  }

  /** Writes the parts of a model that llama.cpp reads from the metadata. */
  static void write(ModelConfig config, GgufWriter writer) {
    ModelParts parts = config.parts();
    Factors factors = parts.factors();
    Architecture architecture = config.architecture();
    String prefix = architecture.ggufName() + ".";
    requireUsual(config);
    if (parts.rotary()) {
      writer.number(prefix + "rope.freq_base", (float) config.rotaryBase());
      writer.integer(prefix + "rope.dimension_count", config.rotatedChannels());
      writer.integer(prefix + "attention.key_length", config.headSize());
      writer.integer(prefix + "attention.value_length", config.headSize());
      write(parts.positions().scaling(), prefix + SCALING, writer);
    }
    switch (architecture) {
      case GEMMA2, GEMMA3 -> {
        if (parts.windows().size() > 0) {
          writer.integer(prefix + WINDOW, parts.windows().size());
        }
        if (factors.attentionCap() > 0) {
          writer.number(prefix + ATTENTION_CAP, (float) factors.attentionCap());
        }
        if (factors.logitCap() > 0) {
          writer.number(prefix + LOGIT_CAP, (float) factors.logitCap());
        }
      }
      case PHI3 -> {
        if (parts.windows().size() > 0) {
          writer.integer(prefix + WINDOW, parts.windows().size());
        }
      }
      case GRANITE -> {
        writer.number(prefix + "embedding_scale", (float) factors.embedding());
        writer.number(prefix + "residual_scale", (float) factors.residual());
        writer.number(prefix + "attention.scale", (float) factors.attention());
        writer.number(prefix + "logit_scale", (float) (1 / factors.logits()));
      }
      case GPT_NEOX -> writer.flag(prefix + PARALLEL, parts.parallel());
      case QWEN3, LLAMA, GPT2, QWEN2, MISTRAL, SMOLLM3, GEMMA, OLMO2, STARCODER2 -> {}
    }
  }

  private static void write(RotaryScaling scaling, String prefix, GgufWriter writer) {
    switch (scaling) {
      case Linear linear -> {
        writer.text(prefix + "type", "linear");
        writer.number(prefix + "factor", (float) linear.factor());
      }
      case Yarn yarn -> {
        writer.text(prefix + "type", "yarn");
        writer.number(prefix + "factor", (float) yarn.factor());
        writer.integer(prefix + "original_context_length", yarn.originalContext());
        writer.number(prefix + "yarn_beta_fast", (float) yarn.betaFast());
        writer.number(prefix + "yarn_beta_slow", (float) yarn.betaSlow());
        writer.number(
            prefix + "attn_factor", (float) (yarn.attention() / Yarn.attention(yarn.factor())));
      }
      case Unscaled none -> {}
      case Llama3 llama3 -> {} // a tensor
      case Divided divided -> {} // a tensor
    }
  }

  /** What the rotary frequencies of a model are divided by, where GGUF has a tensor of that. */
  static List<Float> divisors(ModelConfig config) {
    return switch (config.parts().positions().scaling()) {
      case Divided divided -> divided.divisors();
      case Llama3 llama3 ->
          RotaryAngles.divisors(config.rotatedChannels(), config.rotaryBase(), llama3);
      case Unscaled none -> List.of();
      case Linear linear -> List.of();
      case Yarn yarn -> List.of();
    };
  }

  /** Whether llama.cpp takes the embedding for the output where a file has no output. */
  static boolean sharesEmbedding(Architecture architecture) {
    return switch (architecture) {
      case GPT2, GPT_NEOX, OLMO2, PHI3 -> false;
      case QWEN3, LLAMA, QWEN2, MISTRAL, SMOLLM3, GEMMA, GEMMA2, GEMMA3, GRANITE, STARCODER2 ->
          true;
    };
  }

  /** How long a text may be: where llama.cpp computes no window, it may not reach beyond one. */
  static int contextLength(ModelConfig config) {
    int window = config.parts().windows().size();
    boolean known =
        switch (config.architecture()) {
          case GEMMA2, GEMMA3 -> true;
          case QWEN3,
              LLAMA,
              GPT2,
              QWEN2,
              MISTRAL,
              SMOLLM3,
              PHI3,
              GEMMA,
              OLMO2,
              GRANITE,
              GPT_NEOX,
              STARCODER2 ->
              false;
        };
    return known || window == 0 ? config.contextLength() : Math.min(window, config.contextLength());
  }

  /** Refuses a model whose parts llama.cpp would take for those that are usual in its family. */
  private static void requireUsual(ModelConfig config) {
    ModelParts parts = config.parts();
    Architecture architecture = config.architecture();
    if (architecture == Architecture.SMOLLM3) {
      require(
          parts
              .positions()
              .unrotated()
              .equals(where(config.layerCount(), layer -> (layer + 1) % UNROTATED == 0)),
          "layers without rotation: expected every fourth");
    }
    if (architecture == Architecture.GEMMA2 || architecture == Architecture.GEMMA3) {
      int pattern = pattern(architecture);
      require(
          parts
              .windows()
              .layers()
              .equals(where(config.layerCount(), layer -> layer % pattern < pattern - 1)),
          "layers with a window: expected all but every " + pattern + "th");
      double usual =
          attention(
              architecture,
              config.layerCount(),
              config.channels(),
              config.headCount(),
              config.headSize());
      require(
          Math.abs(parts.factors().attention() - usual) < 1e-6 * usual,
          "factor of attention: expected " + usual);
    }
    require(
        parts.positions().windowBase() == 0 || parts.positions().windowBase() == 10_000,
        "rotary base of layers with a window: expected 10000");
    require(
        !(parts.positions().scaling() instanceof Yarn yarn) || yarn.truncate(),
        "YaRN's truncate: expected true");
    require(
        parts.feedForward().equals(ModelParts.of(architecture).feedForward()),
        "activation: expected that of the family");
    require(
        switch (architecture) {
          case LLAMA, MISTRAL, GRANITE -> true;
          default ->
              !(parts.positions().scaling() instanceof Llama3
                  || parts.positions().scaling() instanceof Divided);
        },
        "rotary positions: expected none, linear or YaRN's scaling");
    Biases biases = parts.biases();
    Biases usual = ModelParts.of(architecture).biases();
    require(
        switch (architecture) {
          case LLAMA, GRANITE, SMOLLM3 ->
              !biases.feedForward() || architecture == Architecture.LLAMA;
          case QWEN3, GEMMA, GEMMA2, GEMMA3, OLMO2, GPT_NEOX, STARCODER2 -> biases.equals(usual);
          case QWEN2, MISTRAL, PHI3, GPT2 -> true;
        },
        "biases: expected those of the family");
  }

  private static void require(boolean usual, String message) {
    if (!usual) {
      throw new ModelException(
          message
              + ", the only one that llama.cpp has in this family; export a HuggingFace folder");
    }
  }
}
