package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.WeightNames.Part;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of a net share.
 *
 * @param largestBatch the most sequences that go through it at once
 * @param time T, the tokens of each sequence
 * @param share of the elements that dropout leaves out in training
 * @param seed two int32, from which it follows which elements those are
 */
record Workspace(
    Backend backend,
    ModelConfig config,
    Parameters parameters,
    int largestBatch,
    int time,
    double share,
    Buffer seed,
    RowGradients gradients) {

  static Workspace of(
      Backend backend, ModelConfig config, int largestBatch, int time, double share) {
    Parameters parameters = new Parameters(backend, config);
    RowGradients gradients = RowGradients.of(backend, config, largestBatch, time);
    Buffer seed = backend.allocate("dropout's seed", ElementType.INT32, 2);
    return new Workspace(backend, config, parameters, largestBatch, time, share, seed, gradients);
  }

  /** B·T of the largest batch. */
  long rows() {
    return Math.multiplyExact(largestBatch, time);
  }

  Heads heads(int batch) {
    return heads(config, batch, time);
  }

  static Heads heads(ModelConfig config, int batch, int time) {
    return new Heads(
        batch, time, config.headCount(), config.keyValueHeadCount(), config.headSize());
  }

  Buffer floats(String name, long elements) {
    return backend.allocate(name, ElementType.FLOAT32, elements);
  }

  Buffer ints(String name, long elements) {
    return backend.allocate(name, ElementType.INT32, elements);
  }

  Buffer activations(String name, long elements) {
    return backend.allocate(name, backend.activations(), elements);
  }

  /** The norm of rows with a weight, and a bias where the architecture has them. */
  NormLayer norm(String weight, String bias, Buffer scales) {
    return new NormLayer(
        this,
        parameters.get(weight),
        config.parts().layerNorm() ? parameters.get(bias) : null,
        scales);
  }

  /** The projection by parts of a layer that follow one another. */
  Projection projection(int inputs, int layer, Part... parts) {
    List<String> weights = Arrays.stream(parts).map(part -> part.in(layer)).toList();
    List<String> biases = Arrays.stream(parts).map(part -> part.biasIn(layer)).toList();
    return new Projection(
        backend,
        parameters.stacked(inputs, weights),
        parts[0].hasBias(config) ? parameters.following(biases) : null);
  }

  /** What norms the change of a half layer; null where nothing does. */
  @Nullable PostNorm postNorm(Part part, int layer) {
    return part.isIn(config)
        ? new PostNorm(
            norm(part.in(layer), part.biasIn(layer), NormLayer.scales(this, part.in(layer))),
            floats("change of " + part.in(layer), rows() * config.channels()))
        : null;
  }

  /** The window of a layer's attention; 0 where it sees all. */
  int window(int layer) {
    int window = config.parts().window(layer);
    return window < time ? window : 0;
  }

  /** The dropout at a place of the net; null where nothing is left out. */
  @Nullable Dropout dropout(int place) {
    return share == 0 ? null : new Dropout(seed, place, share);
  }
}
