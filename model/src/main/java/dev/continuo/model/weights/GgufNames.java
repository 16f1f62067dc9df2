package dev.continuo.model.weights;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.weights.WeightNames.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How llama.cpp calls the weights of {@link WeightNames}. */
final class GgufNames {

  static final String EMBEDDING = "token_embd.weight";
  static final String OUTPUT = "output.weight";

  /** The factors of a rotary scaling that is not supported. */
  static final String ROTARY_FACTORS = "rope_freqs.weight";

  private GgufNames() {}

  /** GGUF's name of a weight, and which of so many equal parts of that tensor the weight is. */
  record Place(String name, int share, int shares) {}

  /** The place of every weight of a model, in the order of {@link WeightNames#of}. */
  static Map<String, Place> of(ModelConfig config) {
    Map<String, Place> places = new LinkedHashMap<>();
    places.put(WeightNames.EMBEDDING, whole(EMBEDDING));
    places.put(WeightNames.POSITIONS, whole("position_embd.weight"));
    for (int layer = 0; layer < config.layerCount(); layer++) {
      for (Part part : Part.values()) {
        if (part.isIn(config)) {
          places.put(part.in(layer), place(config, part, layer, ".weight"));
          places.put(part.biasIn(layer), place(config, part, layer, ".bias"));
        }
      }
    }
    places.put(WeightNames.FINAL_NORM, whole("output_norm.weight"));
    places.put(WeightNames.FINAL_NORM_BIAS, whole("output_norm.bias"));
    places.put(WeightNames.OUTPUT, whole(OUTPUT));
    places
        .keySet()
        .retainAll(
            WeightNames.of(config).stream().map(TensorSpec::name).collect(Collectors.toSet()));
    return places;
  }

  /** Which number llama.cpp's metadata knows an architecture by. */
  static String architecture(ModelConfig.Architecture architecture) {
    return switch (architecture) {
      case QWEN3 -> "qwen3";
      case LLAMA -> "llama";
      case GPT2 -> "gpt2";
    };
  }

  static ModelConfig.Architecture architecture(String source, String name) {
    List<ModelConfig.Architecture> all = List.of(ModelConfig.Architecture.values());
    return all.stream()
        .filter(architecture -> architecture(architecture).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ModelException(
                    "%s: general.architecture: expected one of %s, found %s"
                        .formatted(
                            source, all.stream().map(GgufNames::architecture).toList(), name)));
  }

  private static Place place(ModelConfig config, Part part, int layer, String end) {
    String block = "blk." + layer + ".";
    return switch (config.architecture()) {
      case QWEN3, LLAMA -> whole(block + path(part) + end);
      case GPT2 ->
          switch (part) {
            case QUERY -> new Place(block + "attn_qkv" + end, 0, 3);
            case KEY -> new Place(block + "attn_qkv" + end, 1, 3);
            case VALUE -> new Place(block + "attn_qkv" + end, 2, 3);
            case INPUT_NORM,
                QUERY_NORM,
                KEY_NORM,
                ATTENTION_OUTPUT,
                FEED_FORWARD_NORM,
                GATE,
                UP,
                DOWN ->
                whole(block + path(part) + end);
          };
    };
  }

  private static Place whole(String name) {
    return new Place(name, 0, 1);
  }

  private static String path(Part part) {
    return switch (part) {
      case INPUT_NORM -> "attn_norm";
      case QUERY -> "attn_q";
      case KEY -> "attn_k";
      case VALUE -> "attn_v";
      case QUERY_NORM -> "attn_q_norm";
      case KEY_NORM -> "attn_k_norm";
      case ATTENTION_OUTPUT -> "attn_output";
      case FEED_FORWARD_NORM -> "ffn_norm";
      case GATE -> "ffn_gate";
      case UP -> "ffn_up";
      case DOWN -> "ffn_down";
    };
  }
}
