package dev.continuo.model.backend.decode;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.TextOperations.HeadWeights;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightNames;
import dev.continuo.model.weights.WeightNames.Part;
import dev.continuo.model.weights.WeightSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The weights of a net on a device: norms in float32, matrices in the type of activations. */
final class DeviceWeights {

  /**
   * The weights of a layer.
   *
   * @param projection ((H+2K)·D, C), of queries, keys and values
   * @param headNorms null where there are none
   * @param gateUp (2F, C), of gate and up
   */
  record Layer(
      Buffer norm,
      Matrix projection,
      @Nullable HeadWeights headNorms,
      Matrix attentionOutput,
      Buffer feedForwardNorm,
      Matrix gateUp,
      Matrix down) {}

  private final Backend backend;
  private final Map<String, TensorSpec> specs = new HashMap<>();
  private final WeightUpload upload;
  private final List<Layer> layers = new ArrayList<>();
  private final Buffer embedding; // (V, C)
  private final Buffer finalNorm; // (C)
  private final Matrix output; // (V, C)
  private long bytes;

  /** Loads the weights of a model. */
  DeviceWeights(Backend backend, ModelConfig config, WeightSource source) {
    this.backend = backend;
    WeightNames.of(config).forEach(spec -> specs.put(spec.name(), spec));
    upload = new WeightUpload(backend, source);
    Matrix table = matrix(WeightNames.EMBEDDING);
    embedding = table.buffer();
    for (int layer = 0; layer < config.layerCount(); layer++) {
      layers.add(
          new Layer(
              vector(Part.INPUT_NORM.in(layer)),
              matrix(Part.QUERY.in(layer), Part.KEY.in(layer), Part.VALUE.in(layer)),
              config.queryKeyNorm()
                  ? new HeadWeights(
                      vector(Part.QUERY_NORM.in(layer)),
                      vector(Part.KEY_NORM.in(layer)),
                      (float) config.normEpsilon())
                  : null,
              matrix(Part.ATTENTION_OUTPUT.in(layer)),
              vector(Part.FEED_FORWARD_NORM.in(layer)),
              matrix(Part.GATE.in(layer), Part.UP.in(layer)),
              matrix(Part.DOWN.in(layer))));
    }
    finalNorm = vector(WeightNames.FINAL_NORM);
    output = config.tiedEmbeddings() ? table : matrix(WeightNames.OUTPUT);
  }

  private TensorSpec spec(String name) {
    TensorSpec spec = specs.get(name);
    if (spec == null) {
      throw new IllegalStateException("no weight " + name);
    }
    return spec;
  }

  private Buffer allocate(String name, ElementType type, long elements) {
    Buffer buffer = backend.allocate(name, type, elements);
    bytes += buffer.bytes();
    return buffer;
  }

  private Buffer vector(String name) {
    TensorSpec spec = spec(name);
    Buffer buffer = allocate(name, ElementType.FLOAT32, spec.elementCount());
    upload.write(spec, buffer);
    return buffer;
  }

  /** Matrices with the same inputs, one below the other. */
  private Matrix matrix(String... names) {
    long inputs = spec(names[0]).dimensions()[1];
    long elements = 0;
    for (String name : names) {
      elements += spec(name).elementCount();
    }
    Buffer buffer = allocate(names[0], backend.activations(), elements);
    long first = 0;
    for (String name : names) {
      TensorSpec spec = spec(name);
      upload.write(spec, buffer.slice(name, first, spec.elementCount()));
      first += spec.elementCount();
    }
    return Matrix.of(buffer, Math.toIntExact(elements / inputs), Math.toIntExact(inputs));
  }

  List<Layer> layers() {
    return layers;
  }

  Buffer embedding() {
    return embedding;
  }

  Buffer finalNorm() {
    return finalNorm;
  }

  Matrix output() {
    return output;
  }

  long bytes() {
    return bytes;
  }
}
