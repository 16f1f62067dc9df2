package dev.continuo.model.weights;

import dev.continuo.model.config.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/** HuggingFace's names of the weights of Qwen3 and Llama models: the one place that spells them. */
public final class WeightNames {

  public static final String EMBEDDING = "model.embed_tokens.weight";
  public static final String FINAL_NORM = "model.norm.weight";
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
    FEED_FORWARD_NORM("post_attention_layernorm"),
    GATE("mlp.gate_proj"),
    UP("mlp.up_proj"),
    DOWN("mlp.down_proj");

    private final String path;

    Part(String path) {
      this.path = path;
    }

    /** The name of this weight in a layer, counted from 0. */
    public String in(int layer) {
      return "model.layers." + layer + "." + path + ".weight";
    }

    private TensorSpec spec(int layer, ModelConfig config) {
      long channels = config.channels();
      long headSize = config.headSize();
      long queries = headSize * config.headCount();
      long keys = headSize * config.keyValueHeadCount();
      long inner = config.feedForwardChannels();
      String name = in(layer);
      return switch (this) {
        case INPUT_NORM, FEED_FORWARD_NORM -> new TensorSpec(name, channels);
        case QUERY -> new TensorSpec(name, queries, channels);
        case KEY, VALUE -> new TensorSpec(name, keys, channels);
        case QUERY_NORM, KEY_NORM -> new TensorSpec(name, headSize);
        case ATTENTION_OUTPUT -> new TensorSpec(name, channels, queries);
        case GATE, UP -> new TensorSpec(name, inner, channels);
        case DOWN -> new TensorSpec(name, channels, inner);
      };
    }

    private boolean isIn(ModelConfig config) {
      return switch (this) {
        case QUERY_NORM, KEY_NORM -> config.queryKeyNorm();
        case INPUT_NORM, FEED_FORWARD_NORM, QUERY, KEY, VALUE, ATTENTION_OUTPUT, GATE, UP, DOWN ->
            true;
      };
    }
  }

  private WeightNames() {}

  /**
   * Every weight that a model of this configuration has, in a fixed order: the embedding, each
   * layer's parts, the final norm and, where it is not tied to the embedding, the output.
   */
  public static List<TensorSpec> of(ModelConfig config) {
    List<TensorSpec> specs = new ArrayList<>();
    specs.add(table(EMBEDDING, config));
    for (int layer = 0; layer < config.layerCount(); layer++) {
      for (Part part : Part.values()) {
        if (part.isIn(config)) {
          specs.add(part.spec(layer, config));
        }
      }
    }
    specs.add(new TensorSpec(FINAL_NORM, config.channels()));
    if (!config.tiedEmbeddings()) {
      specs.add(table(OUTPUT, config));
    }
    return List.copyOf(specs);
  }

  private static TensorSpec table(String name, ModelConfig config) {
    return new TensorSpec(name, config.vocabularySize(), config.channels());
  }
}
