package dev.continuo.model.weights;

import dev.continuo.model.config.ModelConfig;
import java.lang.foreign.Arena;
import java.util.Map;

/**
 * The weights of a GPT-2 folder. Its files hold matrices as (inputs, outputs), and queries, keys
 * and values side by side in one: both are undone here. The names begin with {@code transformer.}
 * or, in the oldest checkpoints, do not.
 */
final class Gpt2Weights implements WeightSource {

  private final WeightFiles files;
  private final String prefix;
  private final Map<String, Gpt2TensorMapping> places;
  private final Arena arena = Arena.ofShared();

  Gpt2Weights(ModelConfig config, WeightFiles files) {
    this.files = files;
    this.places = Gpt2TensorMapping.all(config);
    this.prefix =
        files.names().contains(Gpt2TensorMapping.EMBEDDING) ? "" : Gpt2TensorMapping.PREFIX;
  }

  @Override
  public String name() {
    return files.name();
  }

  @Override
  public Tensor tensor(TensorSpec expected) {
    Gpt2TensorMapping place = places.get(expected.name());
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
