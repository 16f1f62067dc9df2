package dev.continuo.model.backend.decode;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Backend.Affine;
import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.Rotation;
import dev.continuo.model.backend.TextOperations.Pages;
import dev.continuo.model.backend.TextOperations.TextRows;
import dev.continuo.model.backend.decode.DeviceWeights.Layer;
import dev.continuo.model.backend.decode.DeviceWeights.Norm;
import dev.continuo.model.backend.decode.DeviceWeights.Projection;
import dev.continuo.model.config.ModelConfig;
import org.jspecify.annotations.Nullable;

/** The operations of a pass of rows through all layers, and the activations of these rows. */
final class LayerPass {

  private final Backend backend;
  private final ModelConfig config;
  private final DeviceWeights weights;
  private final Buffer stream; // (N, C)
  private final Buffer scales; // (N), or (N, 2) of LayerNorm
  private final Buffer normed; // (N, C)
  private final Buffer projected; // (N, (H+2K)·D)
  private final Buffer queries; // (N, H·D)
  private final Buffer attended; // (N, H·D)
  private final Buffer wide; // (N, 2F), or (N, F)
  private final Buffer inner; // (N, F)

  /** A pass of at most so many rows. */
  LayerPass(Backend backend, ModelConfig config, DeviceWeights weights, long rows) {
    this.backend = backend;
    this.config = config;
    this.weights = weights;
    Heads one = heads(1);
    int channels = config.feedForwardChannels();
    stream = backend.allocate("stream", ElementType.FLOAT32, rows * config.channels());
    scales = backend.allocate("scales", ElementType.FLOAT32, 2 * rows);
    normed = activations("normed", rows * config.channels());
    projected = activations("projected", rows * one.projectedChannels());
    queries = activations("queries", rows * one.queryChannels());
    attended = activations("attended", rows * one.queryChannels());
    wide = activations("wide", rows * (config.parts().gated() ? 2 : 1) * channels);
    inner = activations("inner", rows * channels);
  }

  private Buffer activations(String name, long elements) {
    return backend.allocate(name, backend.activations(), elements);
  }

  private Heads heads(int rows) {
    return new Heads(rows, 1, config.headCount(), config.keyValueHeadCount(), config.headSize());
  }

  /** The residual stream (N, C), float32: after a pass, what the last layer gives. */
  Buffer stream() {
    return stream;
  }

  /**
   * Takes rows through all layers, to {@link #stream}.
   *
   * @param rotation null where positions are learned
   */
  void run(Buffer ids, int rows, TextRows places, Pages pages, @Nullable Rotation rotation) {
    Heads heads = heads(rows);
    Buffer learned = weights.positions();
    backend.embed(ids, weights.embedding(), stream, rows, config.channels());
    if (learned != null) {
      backend.addRows(places.positions(), learned, stream, rows, config.channels());
    }
    for (int index = 0; index < config.layerCount(); index++) {
      Layer layer = weights.layers().get(index);
      norm(layer.norm(), stream, normed, rows);
      multiply(normed, layer.projection(), projected, rows);
      if (rotation == null) {
        backend.extend(heads, places, pages, index, projected, queries);
      } else {
        backend.extend(
            heads,
            places,
            pages,
            index,
            projected,
            layer.headNorms(),
            rotation.cosines(),
            rotation.sines(),
            queries);
      }
      backend.attend(heads, places, pages, index, queries, attended);
      add(attended, layer.attentionOutput(), rows);
      norm(layer.feedForwardNorm(), stream, normed, rows);
      multiply(normed, layer.up(), wide, rows);
      if (config.parts().gated()) {
        backend.swiGlu(wide, inner, rows, config.feedForwardChannels());
      } else {
        backend.gelu(wide, inner, rows, config.feedForwardChannels());
      }
      add(inner, layer.down(), rows);
    }
  }

  /** y (N, C) = norm(x) of at most as many rows as a pass has. */
  void norm(Norm norm, Buffer x, Buffer y, int rows) {
    float epsilon = (float) config.normEpsilon();
    Buffer bias = norm.bias();
    if (bias == null) {
      backend.norm(x, norm.weight(), y, scales, rows, config.channels(), epsilon);
    } else {
      Affine affine = new Affine(norm.weight(), bias);
      backend.layerNorm(x, affine, y, scales, rows, config.channels(), epsilon);
    }
  }

  /** y (N, O) = x (N, I)·Wᵀ + b. */
  private void multiply(Buffer x, Projection projection, Buffer y, int rows) {
    Matrix weight = projection.weight();
    backend.multiply(
        Matrix.of(x, rows, weight.columns()),
        weight.transpose(),
        null,
        Matrix.of(y, rows, weight.rows()),
        1);
    addBias(projection, y, rows);
  }

  /** The stream (N, C) += x (N, I)·Wᵀ + b. */
  private void add(Buffer x, Projection projection, int rows) {
    Matrix weight = projection.weight();
    Matrix sum = Matrix.of(stream, rows, weight.rows());
    backend.multiply(Matrix.of(x, rows, weight.columns()), weight.transpose(), sum, sum, 1);
    addBias(projection, stream, rows);
  }

  private void addBias(Projection projection, Buffer y, int rows) {
    Buffer bias = projection.bias();
    if (bias != null) {
      backend.addBias(bias, y, rows, projection.weight().rows());
    }
  }
}
