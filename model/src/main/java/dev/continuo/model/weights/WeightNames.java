package dev.continuo.model.weights;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelParts;
import dev.continuo.model.config.ModelParts.Norms.QueryKey;
import java.util.ArrayList;
import java.util.List;

/**
 * The names and shapes of a model's weights: HuggingFace's names of Qwen3 and Llama models, which
 * serve for every architecture here. A {@link WeightSource} gives the weights of a model under
 * these names, whatever they are called in its files.
 */
public final class WeightNames {

  public static final String EMBEDDING = "model.embed_tokens.weight";

  /** The learned positions (T, C) of an architecture that has them. */
  public static final String POSITIONS = "model.embed_positions.weight";

  public static final String FINAL_NORM = "model.norm.weight";
  public static final String FINAL_NORM_BIAS = "model.norm.bias";
  public static final String OUTPUT = "lm_head.weight";

  /** One weight of a layer; matrices have the shape (outputs, inputs). */
  public enum Part {
    INPUT_NORM("input_layernorm"),
    QUERY("self_attn.q_proj"),
    KEY("self_attn.k_proj"),
    VALUE("self_attn.v_proj"),
    QUERY_NORM("self_attn.q_norm"),
    KEY_NORM("self_attn.k_norm"),
    ATTENTION_OUTPUT("self_attn.o_proj"),
    ATTENTION_POST_NORM("self_attn.post_norm"),
    FEED_FORWARD_NORM("post_attention_layernorm"),
    GATE("mlp.gate_proj"),
    UP("mlp.up_proj"),
    DOWN("mlp.down_proj"),
    FEED_FORWARD_POST_NORM("mlp.post_norm");

    private final String path;

    Part(String path) {
      this.path = path;
    }

    /** The name of this weight in a layer, counted from 0. */
    public String in(int layer) {
      return "model.layers." + layer + "." + path + ".weight";
    }

    /** The name of the bias that is added after this weight, in an architecture with biases. */
    public String biasIn(int layer) {
      return "model.layers." + layer + "." + path + ".bias";
    }

    /** Whether a model of this configuration has this weight. */
    public boolean isIn(ModelConfig config) {
      ModelParts parts = config.parts();
      return switch (this) {
        case QUERY_NORM, KEY_NORM -> parts.norms().queryKey() != QueryKey.NONE;
        case GATE -> parts.gated();
        case INPUT_NORM, FEED_FORWARD_NORM -> parts.norms().place().before();
        case ATTENTION_POST_NORM, FEED_FORWARD_POST_NORM -> parts.norms().place().after();
        case QUERY, KEY, VALUE, ATTENTION_OUTPUT, UP, DOWN -> true;
      };
    }

    /** Whether a model of this configuration has this weight's bias. */
    public boolean hasBias(ModelConfig config) {
      ModelParts parts = config.parts();
      return isIn(config)
          && switch (this) {
            case QUERY_NORM, KEY_NORM -> false;
            case INPUT_NORM, FEED_FORWARD_NORM, ATTENTION_POST_NORM, FEED_FORWARD_POST_NORM ->
                parts.layerNorm();
            case QUERY, KEY, VALUE -> parts.biases().queryKeyValue();
            case ATTENTION_OUTPUT -> parts.biases().attentionOutput();
            case GATE, UP, DOWN -> parts.biases().feedForward();
          };
    }

    /** Whether this is the weight of a norm. */
    public boolean isNorm() {
      return switch (this) {
        case INPUT_NORM,
            FEED_FORWARD_NORM,
            ATTENTION_POST_NORM,
            FEED_FORWARD_POST_NORM,
            QUERY_NORM,
            KEY_NORM ->
            true;
        case QUERY, KEY, VALUE, ATTENTION_OUTPUT, GATE, UP, DOWN -> false;
      };
    }

    /** The path in a layer, by the names of Llama. */
    String path() {
      return path;
    }

    private TensorSpec spec(int layer, ModelConfig config) {
      long channels = config.channels();
      long inner = config.feedForwardChannels();
      String name = in(layer);
      return switch (this) {
        case INPUT_NORM,
            FEED_FORWARD_NORM,
            ATTENTION_POST_NORM,
            FEED_FORWARD_POST_NORM,
            QUERY_NORM,
            KEY_NORM ->
            new TensorSpec(name, outputs(config));
        case QUERY, KEY, VALUE, GATE, UP -> new TensorSpec(name, outputs(config), channels);
        case ATTENTION_OUTPUT ->
            new TensorSpec(name, channels, (long) config.headSize() * config.headCount());
        case DOWN -> new TensorSpec(name, channels, inner);
      };
    }

    long outputs(ModelConfig config) {
      long queries = (long) config.headSize() * config.headCount();
      long keys = (long) config.headSize() * config.keyValueHeadCount();
      return switch (this) {
        case INPUT_NORM,
            FEED_FORWARD_NORM,
            ATTENTION_POST_NORM,
            FEED_FORWARD_POST_NORM,
            ATTENTION_OUTPUT,
            DOWN ->
            config.channels();
        case QUERY -> queries;
        case KEY, VALUE -> keys;
        case QUERY_NORM -> config.queryKeyNorm() ? config.headSize() : queries;
        case KEY_NORM -> config.queryKeyNorm() ? config.headSize() : keys;
        case GATE, UP -> config.feedForwardChannels();
      };
    }
  }

  private WeightNames() {}

  /**
   * Every weight that a model of this configuration has, in a fixed order: the embedding, learned
   * positions, each layer's parts, each with its bias after it, the final norm and, where it is not
   * tied to the embedding, the output.
   */
  public static List<TensorSpec> of(ModelConfig config) {
    List<TensorSpec> specs = new ArrayList<>();
    specs.add(table(EMBEDDING, config));
    if (!config.parts().rotary()) {
      specs.add(new TensorSpec(POSITIONS, config.contextLength(), config.channels()));
    }
    for (int layer = 0; layer < config.layerCount(); layer++) {
      for (Part part : Part.values()) {
        if (part.isIn(config)) {
          specs.add(part.spec(layer, config));
          if (part.hasBias(config)) {
            specs.add(new TensorSpec(part.biasIn(layer), part.outputs(config)));
          }
        }
      }
    }
    specs.add(new TensorSpec(FINAL_NORM, config.channels()));
    if (config.parts().layerNorm()) {
      specs.add(new TensorSpec(FINAL_NORM_BIAS, config.channels()));
    }
    if (!config.tiedEmbeddings()) {
      specs.add(table(OUTPUT, config));
    }
    return List.copyOf(specs);
  }

  private static TensorSpec table(String name, ModelConfig config) {
    return new TensorSpec(name, config.vocabularySize(), config.channels());
  }
}
