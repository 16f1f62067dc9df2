package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.config.ModelConfig;

/**
 * What the parts of a net share.
 *
 * @param largestBatch the most sequences that go through it at once
 * @param time T, the tokens of each sequence
 */
record Workspace(
    Backend backend,
    ModelConfig config,
    Parameters parameters,
    int largestBatch,
    int time,
    RowGradients gradients) {

  static Workspace of(Backend backend, ModelConfig config, int largestBatch, int time) {
    Parameters parameters = new Parameters(backend, config);
    RowGradients gradients = RowGradients.of(backend, config, largestBatch, time);
    return new Workspace(backend, config, parameters, largestBatch, time, gradients);
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

  /** The norm of rows with a weight. */
  NormLayer norm(String weight) {
    return new NormLayer(this, parameters.get(weight));
  }

  /** The projection by weights that follow one another. */
  Projection projection(int inputs, String... weights) {
    return new Projection(backend, parameters.stacked(inputs, weights));
  }
}
