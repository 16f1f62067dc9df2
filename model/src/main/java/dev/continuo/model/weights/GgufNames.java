package dev.continuo.model.weights;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.weights.WeightNames.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where a GGUF file holds the weights of {@link WeightNames}: llama.cpp's tensor names. */
final class GgufNames {

  static final String EMBEDDING = "token_embd.weight";
  static final String OUTPUT = "output.weight";

  /** What the rotary frequencies are divided by, each by its own number. */
  static final String ROTARY_FACTORS = "rope_freqs.weight";

  private GgufNames() {}

  /** The place of every weight of a model, in the order of {@link WeightNames#of}. */
  static Map<String, FilePlace> of(ModelConfig config) {
    Map<String, FilePlace> all = new LinkedHashMap<>();
    all.put(WeightNames.EMBEDDING, FilePlace.whole(EMBEDDING));
    all.put(WeightNames.POSITIONS, FilePlace.whole("position_embd.weight"));
    for (int layer = 0; layer < config.layerCount(); layer++) {
      for (Part part : Part.values()) {
        if (part.isIn(config)) {
          all.put(part.in(layer), place(config, part, layer, ".weight"));
          all.put(part.biasIn(layer), place(config, part, layer, ".bias"));
        }
      }
    }
    all.put(WeightNames.FINAL_NORM, FilePlace.whole("output_norm.weight"));
    all.put(WeightNames.FINAL_NORM_BIAS, FilePlace.whole("output_norm.bias"));
    all.put(WeightNames.OUTPUT, FilePlace.whole(OUTPUT));
    all.keySet().retainAll(WeightNames.of(config).stream().map(TensorSpec::name).toList());
    return all;
  }

  /** The family that llama.cpp calls so; the first of those that it does not tell apart. */
  static Architecture architecture(String source, String name) {
    List<Architecture> all = List.of(Architecture.values());
    return all.stream()
        .filter(architecture -> architecture.ggufName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ModelException(
                    "%s: general.architecture: expected one of %s, found %s"
                        .formatted(
                            source,
                            all.stream().map(Architecture::ggufName).distinct().toList(),
                            name)));
  }

  private static FilePlace place(ModelConfig config, Part part, int layer, String end) {
    String name = "blk." + layer + "." + path(config.architecture(), part) + end;
    return FilePlace.joined(config, part, each -> path(config.architecture(), each), name);
  }

  /** The path in a layer; parts of one path are one tensor, one below the other. */
  private static String path(Architecture architecture, Part part) {
    boolean joined =
        switch (architecture) {
          case GPT2, GPT_NEOX, PHI3 -> true;
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
              false;
        };
    return switch (part) {
      case INPUT_NORM -> "attn_norm";
      case QUERY -> joined ? "attn_qkv" : "attn_q";
      case KEY -> joined ? "attn_qkv" : "attn_k";
      case VALUE -> joined ? "attn_qkv" : "attn_v";
      case QUERY_NORM -> "attn_q_norm";
      case KEY_NORM -> "attn_k_norm";
      case ATTENTION_OUTPUT -> "attn_output";
      case ATTENTION_POST_NORM -> "post_attention_norm";
      case FEED_FORWARD_NORM -> "ffn_norm";
      case GATE -> joined ? "ffn_up" : "ffn_gate";
      case UP -> "ffn_up";
      case DOWN -> "ffn_down";
      case FEED_FORWARD_POST_NORM -> "post_ffw_norm";
    };
  }
}
