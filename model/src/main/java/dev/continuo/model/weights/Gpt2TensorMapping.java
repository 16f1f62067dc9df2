package dev.continuo.model.weights;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.weights.WeightNames.Part;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Where a GPT-2 file holds a weight.
 *
 * @param name the tensor in the file, without a prefix
 * @param columns whether the weight's rows are columns there
 * @param share which of the tensor's {@code shares} equal parts the weight is
 * @param shares 3 where queries, keys and values share a tensor, or 1
 */
record Gpt2TensorMapping(String name, boolean columns, int share, int shares) {

  static final String PREFIX = "transformer.";
  static final String EMBEDDING = "wte.weight";

  /** The place of every weight but an untied output, whose name has no prefix. */
  static Map<String, Gpt2TensorMapping> all(ModelConfig config) {
    Map<String, Gpt2TensorMapping> places = new HashMap<>();
    places.put(WeightNames.EMBEDDING, whole(EMBEDDING));
    places.put(WeightNames.POSITIONS, whole("wpe.weight"));
    places.put(WeightNames.FINAL_NORM, whole("ln_f.weight"));
    places.put(WeightNames.FINAL_NORM_BIAS, whole("ln_f.bias"));
    for (int layer = 0; layer < config.layerCount(); layer++) {
      for (Part part : Part.values()) {
        if (part.isIn(config)) {
          places.put(part.in(layer), weight(part, layer));
          places.put(part.biasIn(layer), bias(part, layer));
        }
      }
    }
    return places;
  }

  private static Gpt2TensorMapping whole(String name) {
    return new Gpt2TensorMapping(name, false, 0, 1);
  }

  private static Gpt2TensorMapping weight(Part part, int layer) {
    String name = "h." + layer + "." + path(part) + ".weight";
    boolean columns =
        switch (part) {
          case INPUT_NORM, FEED_FORWARD_NORM, QUERY_NORM, KEY_NORM -> false;
          case QUERY, KEY, VALUE, ATTENTION_OUTPUT, GATE, UP, DOWN -> true;
        };
    return new Gpt2TensorMapping(name, columns, share(part), shares(part));
  }

  private static Gpt2TensorMapping bias(Part part, int layer) {
    return new Gpt2TensorMapping(
        "h." + layer + "." + path(part) + ".bias", false, share(part), shares(part));
  }

  /** The tensor of the file that holds a weight of this shape. */
  TensorSpec spec(TensorSpec weight) {
    long[] shape = weight.dimensions();
    return columns
        ? new TensorSpec(name, shape[1], shape[0] * shares)
        : weight.named(name).times(shares);
  }

  /**
   * Takes the weight of this name and shape from its place; the arena holds it where it is copied.
   */
  Tensor find(TensorSpec weight, Function<TensorSpec, Tensor> file, Arena arena) {
    Tensor tensor = file.apply(spec(weight));
    long rows = weight.dimensions()[0];
    return columns
        ? tensor.columns(weight.name(), share * rows, rows, arena)
        : tensor.rows(weight.name(), share * rows, rows);
  }

  private static int share(Part part) {
    return switch (part) {
      case KEY -> 1;
      case VALUE -> 2;
      case QUERY, INPUT_NORM, FEED_FORWARD_NORM, ATTENTION_OUTPUT, UP, DOWN -> 0;
      case QUERY_NORM, KEY_NORM, GATE -> throw none(part);
    };
  }

  private static int shares(Part part) {
    return switch (part) {
      case QUERY, KEY, VALUE -> 3;
      case INPUT_NORM, FEED_FORWARD_NORM, ATTENTION_OUTPUT, UP, DOWN -> 1;
      case QUERY_NORM, KEY_NORM, GATE -> throw none(part);
    };
  }

  private static String path(Part part) {
    return switch (part) {
      case INPUT_NORM -> "ln_1";
      case QUERY, KEY, VALUE -> "attn.c_attn";
      case ATTENTION_OUTPUT -> "attn.c_proj";
      case FEED_FORWARD_NORM -> "ln_2";
      case UP -> "mlp.c_fc";
      case DOWN -> "mlp.c_proj";
      case QUERY_NORM, KEY_NORM, GATE -> throw none(part);
    };
  }

  private static ModelException none(Part part) {
    return new ModelException("GPT-2 has no weight " + part);
  }
}
