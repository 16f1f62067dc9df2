package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.WeightNames;
import dev.continuo.model.weights.WeightNames.Part;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The weights of a model, shared by all its sessions. */
final class Weights {

  private final Matrix embedding;
  private final @Nullable Matrix positions;
  private final Matrix output;
  private final Norm finalNorm;
  private final List<Layer> layers = new ArrayList<>();
  private final long bytes;

  Weights(ModelConfig config, LoadedWeights loaded) {
    embedding = loaded.matrix(WeightNames.EMBEDDING);
    positions = config.parts().rotary() ? null : loaded.matrix(WeightNames.POSITIONS);
    output = config.tiedEmbeddings() ? embedding : loaded.matrix(WeightNames.OUTPUT);
    finalNorm =
        new Norm(
            loaded.vector(WeightNames.FINAL_NORM),
            config.parts().layerNorm() ? loaded.vector(WeightNames.FINAL_NORM_BIAS) : new float[0],
            config.normEpsilon());
    for (int i = 0; i < config.layerCount(); i++) {
      layers.add(layer(config, loaded, i));
    }
    bytes = loaded.bytes();
  }

  Matrix embedding() {
    return embedding;
  }

  /** What is added to the embeddings, a row per position, in an architecture without rotation. */
  Optional<Matrix> positions() {
    return Optional.ofNullable(positions);
  }

  Matrix output() {
    return output;
  }

  Norm finalNorm() {
    return finalNorm;
  }

  List<Layer> layers() {
    return layers;
  }

  /** Whether the matrices are in int8. */
  boolean inInt8() {
    return output instanceof PanelMatrix;
  }

  /** The memory that the weights take. */
  long bytes() {
    return bytes;
  }

  private static Layer layer(ModelConfig config, LoadedWeights loaded, int index) {
    Layer layer =
        new Layer(new EnumMap<>(Part.class), new EnumMap<>(Part.class), new EnumMap<>(Part.class));
    for (Part part : Part.values()) {
      if (!part.isIn(config)) {
        continue;
      }
      float[] bias = part.hasBias(config) ? loaded.vector(part.biasIn(index)) : new float[0];
      if (part.isNorm()) {
        float[] weight = loaded.vector(part.in(index));
        layer.norms().put(part, new Norm(weight, bias, config.normEpsilon()));
      } else {
        layer.matrices().put(part, loaded.matrix(part.in(index)));
        layer.biases().put(part, bias);
      }
    }
    return layer;
  }
}
