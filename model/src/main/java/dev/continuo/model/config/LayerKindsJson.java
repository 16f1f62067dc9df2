package dev.continuo.model.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.config.ModelParts.Windows;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which layers of a model have a window or no rotation, in {@code config.json}. */
final class LayerKindsJson {

  static final String WINDOWED = "sliding_attention";
  static final String FULL = "full_attention";

  private static final String LAYER_TYPES = "layer_types";
  private static final String UNROTATED = "no_rope_layers";
  private static final String WINDOW = "sliding_window";
  private static final String USES_WINDOW = "use_sliding_window";
  private static final int USUAL_WINDOW = 4096;

  private LayerKindsJson() {}

  static Windows windows(Architecture architecture, JsonObject json, int layerCount) {
    int size = size(architecture, json);
    Set<Integer> usual = size == 0 ? Set.of() : usual(architecture, json, layerCount);
    boolean choice =
        switch (architecture) {
          case QWEN2, QWEN3, SMOLLM3, GEMMA2, GEMMA3 -> true;
          case LLAMA, GPT2, MISTRAL, PHI3, GEMMA, OLMO2, GRANITE, GPT_NEOX, STARCODER2 -> false;
        };
    Set<Integer> layers = usual;
    List<String> types = json.texts(LAYER_TYPES);
    if (json.has(LAYER_TYPES)) {
      if (types.size() != layerCount || !Set.of(WINDOWED, FULL).containsAll(types)) {
        throw json.wrong(
            LAYER_TYPES,
            String.format(
                Locale.ROOT, "\"%s\" or \"%s\" for each of %d layers", FULL, WINDOWED, layerCount));
      }
      layers = where(layerCount, layer -> types.get(layer).equals(WINDOWED));
      if ((!choice && !layers.equals(usual)) || (size == 0 && !layers.isEmpty())) {
        throw json.wrong(
            LAYER_TYPES, "no other windows than those of " + USES_WINDOW + " and " + WINDOW);
      }
    }
    return layers.isEmpty() ? new Windows(0, Set.of()) : new Windows(size, layers);
  }

  /** The size of the window; 0 where there is none. */
  private static int size(Architecture architecture, JsonObject json) {
    boolean used =
        switch (architecture) {
          case QWEN2, QWEN3, SMOLLM3 -> json.flag(USES_WINDOW, false) && !json.isNull(WINDOW);
          case PHI3, STARCODER2 -> json.has(WINDOW);
          case MISTRAL, GEMMA2, GEMMA3 -> !json.isNull(WINDOW);
          case LLAMA, GPT2, GEMMA, OLMO2, GRANITE, GPT_NEOX -> {
            if (json.flag(USES_WINDOW, false)) {
              throw json.wrong(USES_WINDOW, "false in this architecture");
            }
            yield false;
          }
        };
    if (!used) {
      return 0;
    }
    int size = json.integer(WINDOW, USUAL_WINDOW);
    if (size < 1) {
      throw json.wrong(WINDOW, "a window of 1 or more tokens, or null");
    }
    return size;
  }

  private static Set<Integer> usual(Architecture architecture, JsonObject json, int layerCount) {
    return switch (architecture) {
      case QWEN2, QWEN3 -> {
        int first = json.integer("max_window_layers", 28);
        yield where(layerCount, layer -> layer >= first);
      }
      case SMOLLM3 -> unrotated(architecture, json, layerCount);
      case GEMMA2 -> where(layerCount, layer -> layer % 2 == 0);
      case GEMMA3 -> {
        int pattern = json.integer("sliding_window_pattern", 6);
        if (pattern < 1) {
          throw json.wrong("sliding_window_pattern", "1 or more layers");
        }
        yield where(layerCount, layer -> (layer + 1) % pattern != 0);
      }
      case MISTRAL, PHI3, STARCODER2 -> where(layerCount, layer -> true);
      case LLAMA, GPT2, GEMMA, OLMO2, GRANITE, GPT_NEOX -> Set.of();
    };
  }

  /** The layers that rotate nothing. */
  static Set<Integer> unrotated(Architecture architecture, JsonObject json, int layerCount) {
    if (architecture != Architecture.SMOLLM3) {
      return Set.of();
    }
    if (!json.has(UNROTATED)) {
      int interval = json.integer("no_rope_layer_interval", 4);
      if (interval < 1) {
        throw json.wrong("no_rope_layer_interval", "1 or more layers");
      }
      return where(layerCount, layer -> (layer + 1) % interval == 0);
    }
    List<Integer> rotates = json.integers(UNROTATED);
    if (rotates.size() != layerCount || !Set.of(0, 1).containsAll(rotates)) {
      throw json.wrong(UNROTATED, "1 or, for no rotation, 0 for each of " + layerCount + " layers");
    }
    return where(layerCount, layer -> rotates.get(layer) == 0);
  }

  private static Set<Integer> where(int layerCount, IntPredicate is) {
    return IntStream.range(0, Math.clamp(layerCount, 0, ModelConfig.MOST_LAYERS))
        .filter(is)
        .boxed()
        .collect(Collectors.toCollection(HashSet::new));
  }

  static void write(ModelConfig config, ObjectNode json) {
    Windows windows = config.parts().windows();
    switch (config.architecture()) {
      case QWEN2, QWEN3, SMOLLM3 -> {
        json.put(USES_WINDOW, windows.size() > 0);
        if (windows.size() > 0) {
          json.put(WINDOW, windows.size());
          json.put("max_window_layers", config.layerCount() - windows.layers().size());
        } else {
          json.putNull(WINDOW);
        }
        writeTypes(config, json);
      }
      case GEMMA2, GEMMA3 -> {
        json.put(WINDOW, windows.size() > 0 ? windows.size() : USUAL_WINDOW);
        writeTypes(config, json);
      }
      case MISTRAL, PHI3, STARCODER2 -> {
        if (windows.size() > 0) {
          json.put(WINDOW, windows.size());
        } else {
          json.putNull(WINDOW);
        }
      }
      case LLAMA, GPT2, GEMMA, OLMO2, GRANITE, GPT_NEOX -> {}
    }
    if (config.architecture() == Architecture.SMOLLM3) {
      ArrayNode rotates = json.putArray(UNROTATED);
      for (int layer = 0; layer < config.layerCount(); layer++) {
        rotates.add(config.parts().rotates(layer) ? 1 : 0);
      }
    }
  }

  private static void writeTypes(ModelConfig config, ObjectNode json) {
    ArrayNode types = json.putArray(LAYER_TYPES);
    for (int layer = 0; layer < config.layerCount(); layer++) {
      types.add(config.parts().window(layer) > 0 ? WINDOWED : FULL);
    }
  }
}
