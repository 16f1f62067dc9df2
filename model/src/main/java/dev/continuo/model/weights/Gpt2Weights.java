package dev.continuo.model.weights;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.WeightNames.Part;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;

/**
 * The weights of a GPT-2 folder. Its files hold matrices as (inputs, outputs), and queries, keys
 * and values side by side in one: both are undone here. The names begin with {@code transformer.}
 * or, in the oldest checkpoints, do not.
 */
final class Gpt2Weights implements WeightSource {

  private static final String PREFIX = "transformer.";

  private final WeightFiles files;
  private final String prefix;
  private final Map<String, Gpt2Place> places = new HashMap<>();
  private final Arena arena = Arena.ofShared();

  Gpt2Weights(ModelConfig config, WeightFiles files) {
    this.files = files;
    this.prefix = files.names().contains(Gpt2Place.EMBEDDING) ? "" : PREFIX;
    places.put(WeightNames.EMBEDDING, Gpt2Place.whole(Gpt2Place.EMBEDDING));
    places.put(WeightNames.POSITIONS, Gpt2Place.whole(Gpt2Place.POSITIONS));
    places.put(WeightNames.FINAL_NORM, Gpt2Place.whole(Gpt2Place.FINAL_NORM));
    places.put(WeightNames.FINAL_NORM_BIAS, Gpt2Place.whole(Gpt2Place.FINAL_NORM_BIAS));
    for (int layer = 0; layer < config.layerCount(); layer++) {
      for (Part part : Part.values()) {
        if (part.isIn(config)) {
          places.put(part.in(layer), Gpt2Place.weight(part, layer));
          places.put(part.biasIn(layer), Gpt2Place.bias(part, layer));
        }
      }
    }
  }

  @Override
  public String name() {
    return files.name();
  }

  @Override
  public Tensor tensor(TensorSpec expected) {
    Gpt2Place place = places.get(expected.name());
    if (place == null) {
      return files.tensor(expected); // lm_head.weight has no prefix
    }
    return place.find(expected, spec -> files.tensor(spec.named(prefix + spec.name())), arena);
  }

  @Override
  public void close() {
    files.close();
    arena.close();
  }
}
