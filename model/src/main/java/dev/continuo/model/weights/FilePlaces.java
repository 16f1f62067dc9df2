package dev.continuo.model.weights;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.WeightNames.Part;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the files of a HuggingFace folder hold the weights of {@link WeightNames}: the tensor names
 * of each family.
 */
final class FilePlaces {

  /** What the names of GPT-2's weights begin with, but for those of the oldest files. */
  static final String GPT2_PREFIX = "transformer.";

  private final ModelConfig config;

  private FilePlaces(ModelConfig config) {
    this.config = config;
  }

  /** The place of every weight of a model. */
  static Map<String, FilePlace> of(ModelConfig config) {
    FilePlaces all = new FilePlaces(config);
    Map<String, FilePlace> places = new HashMap<>();
    for (TensorSpec spec : WeightNames.of(config)) {
      FilePlace place = FilePlace.whole(all.outside(spec.name()));
      boolean norm = spec.name().equals(WeightNames.FINAL_NORM);
      places.put(spec.name(), all.isLessOne(norm) ? place.withLessOne() : place);
    }
    for (int layer = 0; layer < config.layerCount(); layer++) {
      for (Part part : Part.values()) {
        if (part.isIn(config)) {
          FilePlace place = all.place(part, layer, ".weight", !part.isNorm());
          places.put(part.in(layer), all.isLessOne(part.isNorm()) ? place.withLessOne() : place);
        }
        if (part.hasBias(config)) {
          places.put(part.biasIn(layer), all.place(part, layer, ".bias", false));
        }
      }
    }
    return places;
  }

  /** The place of a weight outside of the layers. */
  private String outside(String name) {
    return switch (config.architecture()) {
      case GPT2 ->
          switch (name) {
            case WeightNames.EMBEDDING -> GPT2_PREFIX + "wte.weight";
            case WeightNames.POSITIONS -> GPT2_PREFIX + "wpe.weight";
            case WeightNames.FINAL_NORM -> GPT2_PREFIX + "ln_f.weight";
            case WeightNames.FINAL_NORM_BIAS -> GPT2_PREFIX + "ln_f.bias";
            default -> name;
          };
      case GPT_NEOX ->
          switch (name) {
            case WeightNames.EMBEDDING -> "gpt_neox.embed_in.weight";
            case WeightNames.FINAL_NORM -> "gpt_neox.final_layer_norm.weight";
            case WeightNames.FINAL_NORM_BIAS -> "gpt_neox.final_layer_norm.bias";
            case WeightNames.OUTPUT -> "embed_out.weight";
            default -> name;
          };
      case QWEN3,
          LLAMA,
          QWEN2,
          MISTRAL,
          SMOLLM3,
          PHI3,
          GEMMA,
          GEMMA2,
          GEMMA3,
          OLMO2,
          GRANITE,
          STARCODER2 ->
          name;
    };
  }

  /**
   * The place of a layer's weight or bias.
   *
   * @param end of the name
   * @param matrix whether it is one
   */
  private FilePlace place(Part part, int layer, String end, boolean matrix) {
    String name = prefix() + layer + "." + path(part) + end;
    return switch (config.architecture()) {
      case GPT2 -> {
        FilePlace place = joined(part, name);
        yield matrix ? place.turned() : place;
      }
      case GPT_NEOX -> byHead(part, name);
      case PHI3 -> joined(part, name);
      case QWEN3,
          LLAMA,
          QWEN2,
          MISTRAL,
          SMOLLM3,
          GEMMA,
          GEMMA2,
          GEMMA3,
          OLMO2,
          GRANITE,
          STARCODER2 ->
          FilePlace.whole(name);
    };
  }

  private String prefix() {
    return switch (config.architecture()) {
      case GPT2 -> GPT2_PREFIX + "h.";
      case GPT_NEOX -> "gpt_neox.layers.";
      case QWEN3,
          LLAMA,
          QWEN2,
          MISTRAL,
          SMOLLM3,
          PHI3,
          GEMMA,
          GEMMA2,
          GEMMA3,
          OLMO2,
          GRANITE,
          STARCODER2 ->
          "model.layers.";
    };
  }

  private String path(Part part) {
    return switch (config.architecture()) {
      case GPT2 -> gpt2(part);
      case GPT_NEOX -> neox(part);
      case PHI3 -> phi3(part);
      case OLMO2, GEMMA2, GEMMA3 -> postNormed(part);
      case STARCODER2 -> starcoder(part);
      case QWEN3, LLAMA, QWEN2, MISTRAL, SMOLLM3, GEMMA, GRANITE -> part.path();
    };
  }

  /** Whether the file holds w where a norm multiplies by 1 + w. */
  private boolean isLessOne(boolean norm) {
    return norm
        && switch (config.architecture()) {
          case GEMMA, GEMMA2, GEMMA3 -> true;
          case QWEN3,
              LLAMA,
              GPT2,
              QWEN2,
              MISTRAL,
              SMOLLM3,
              PHI3,
              OLMO2,
              GRANITE,
              GPT_NEOX,
              STARCODER2 ->
              false;
        };
  }

  private static String postNormed(Part part) {
    return switch (part) {
      case ATTENTION_POST_NORM -> "post_attention_layernorm";
      case FEED_FORWARD_NORM -> "pre_feedforward_layernorm";
      case FEED_FORWARD_POST_NORM -> "post_feedforward_layernorm";
      default -> part.path();
    };
  }

  private static String starcoder(Part part) {
    return switch (part) {
      case UP -> "mlp.c_fc";
      case DOWN -> "mlp.c_proj";
      default -> part.path();
    };
  }

  private static String phi3(Part part) {
    return switch (part) {
      case QUERY, KEY, VALUE -> "self_attn.qkv_proj";
      case GATE, UP -> "mlp.gate_up_proj";
      default -> part.path();
    };
  }

  private static String gpt2(Part part) {
    return switch (part) {
      case INPUT_NORM -> "ln_1";
      case QUERY, KEY, VALUE -> "attn.c_attn";
      case ATTENTION_OUTPUT -> "attn.c_proj";
      case FEED_FORWARD_NORM -> "ln_2";
      case UP -> "mlp.c_fc";
      case DOWN -> "mlp.c_proj";
      default -> throw new IllegalArgumentException("GPT-2 has no weight " + part);
    };
  }

  private static String neox(Part part) {
    return switch (part) {
      case QUERY, KEY, VALUE -> "attention.query_key_value";
      case ATTENTION_OUTPUT -> "attention.dense";
      case UP -> "mlp.dense_h_to_4h";
      case DOWN -> "mlp.dense_4h_to_h";
      default -> part.path();
    };
  }

  private FilePlace joined(Part part, String name) {
    return FilePlace.joined(config, part, this::path, name);
  }

  /** The query, key and value of a head, then those of the next. */
  private FilePlace byHead(Part part, String name) {
    int share = List.of(Part.QUERY, Part.KEY, Part.VALUE).indexOf(part);
    long size = config.headSize();
    return share < 0
        ? FilePlace.whole(name)
        : FilePlace.inTurn(name, share * size, size, 3 * size, 3 * size * config.headCount());
  }
}
