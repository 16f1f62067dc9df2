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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a net on a device: norms, biases and learned positions in float32, matrices in the
 * type of activations.
 */
final class DeviceWeights {

  /** The weight of a norm (C); with a bias it is a LayerNorm, else by the root mean square. */
  record Norm(Buffer weight, @Nullable Buffer bias) {}

  /** y = x·Wᵀ + b, with W (O, I); b (O) is null where there is none. */
  record Projection(Matrix weight, @Nullable Buffer bias) {}

  /**
   * The weights of a layer.
   *
   * @param projection to (H+2K)·D channels, of queries, keys and values
   * @param headNorms null where there are none
   * @param up to 2F channels, of gate and up; to F where there is no gate
   */
  record Layer(
      Norm norm,
      Projection projection,
      @Nullable HeadWeights headNorms,
      Projection attentionOutput,
      Norm feedForwardNorm,
      Projection up,
      Projection down) {}

  private final Backend backend;
  private final ModelConfig config;
  private final Map<String, TensorSpec> specs = new HashMap<>();
  private final WeightUpload upload;
  private final List<Layer> layers = new ArrayList<>();
  private final Buffer embedding; // (V, C)
  private final @Nullable Buffer positions; // (T, C)
  private final Norm finalNorm;
  private final Matrix output; // (V, C)
  private long bytes;

  /** Loads the weights of a model. */
  DeviceWeights(Backend backend, ModelConfig config, WeightSource source) {
    this.backend = backend;
    this.config = config;
    WeightNames.of(config).forEach(spec -> specs.put(spec.name(), spec));
    upload = new WeightUpload(backend, source);
    Matrix table = matrix(WeightNames.EMBEDDING);
    embedding = table.buffer();
    positions = config.parts().rotary() ? null : vector(WeightNames.POSITIONS);
    boolean gated = config.parts().gated();
    for (int layer = 0; layer < config.layerCount(); layer++) {
      layers.add(
          new Layer(
              norm(Part.INPUT_NORM, layer),
              projection(layer, Part.QUERY, Part.KEY, Part.VALUE),
              config.queryKeyNorm()
                  ? new HeadWeights(
                      vector(Part.QUERY_NORM.in(layer)),
                      vector(Part.KEY_NORM.in(layer)),
                      (float) config.normEpsilon())
                  : null,
              projection(layer, Part.ATTENTION_OUTPUT),
              norm(Part.FEED_FORWARD_NORM, layer),
              gated ? projection(layer, Part.GATE, Part.UP) : projection(layer, Part.UP),
              projection(layer, Part.DOWN)));
    }
    finalNorm =
        new Norm(
            vector(WeightNames.FINAL_NORM),
            config.parts().layerNorm() ? vector(WeightNames.FINAL_NORM_BIAS) : null);
    output = config.tiedEmbeddings() ? table : matrix(WeightNames.OUTPUT);
  }

  private Norm norm(Part part, int layer) {
    return new Norm(
        vector(part.in(layer)), part.hasBias(config) ? vector(part.biasIn(layer)) : null);
  }

  private Projection projection(int layer, Part... parts) {
    String[] weights = Arrays.stream(parts).map(part -> part.in(layer)).toArray(String[]::new);
    String[] added = Arrays.stream(parts).map(part -> part.biasIn(layer)).toArray(String[]::new);
    return new Projection(matrix(weights), parts[0].hasBias(config) ? vector(added) : null);
  }

  private TensorSpec spec(String name) {
    TensorSpec spec = specs.get(name);
    if (spec == null) {
      throw new IllegalStateException("no weight " + name);
    }
    return spec;
  }

  private Buffer vector(String... names) {
    return stacked(ElementType.FLOAT32, names);
  }

  /** Matrices with the same inputs, one below the other. */
  private Matrix matrix(String... names) {
    long inputs = spec(names[0]).dimensions()[1];
    Buffer buffer = stacked(backend.activations(), names);
    return Matrix.of(buffer, Math.toIntExact(buffer.elements() / inputs), Math.toIntExact(inputs));
  }

  private Buffer stacked(ElementType type, String... names) {
    long elements = Arrays.stream(names).mapToLong(name -> spec(name).elementCount()).sum();
    Buffer buffer = backend.allocate(names[0], type, elements);
    bytes += buffer.bytes();
    long first = 0;
    for (String name : names) {
      TensorSpec spec = spec(name);
      upload.write(spec, buffer.slice(name, first, spec.elementCount()));
      first += spec.elementCount();
    }
    return buffer;
  }

  List<Layer> layers() {
    return layers;
  }

  Buffer embedding() {
    return embedding;
  }

  /** The learned positions (T, C); null where queries and keys are rotated. */
  @Nullable Buffer positions() {
    return positions;
  }

  Norm finalNorm() {
    return finalNorm;
  }

  Matrix output() {
    return output;
  }

  long bytes() {
    return bytes;
  }
}
