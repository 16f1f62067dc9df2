package dev.continuo.model.weights;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.weights.WeightNames.Part;
import java.lang.foreign.Arena;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The weights of a GGUF file under the names and in the order of HuggingFace's. */
final class GgufWeights implements WeightSource {

  private final ModelConfig config;
  private final GgufFile file;
  private final Map<String, FilePlace> places;
  private final Set<String> rotaryRows = new HashSet<>();
  private final Arena arena = Arena.ofShared();

  GgufWeights(ModelConfig config, GgufFile file) {
    this.config = config;
    this.file = file;
    this.places = GgufNames.of(config);
    for (Part part : Part.values()) {
      for (int layer = 0; layer < config.layerCount(); layer++) {
        if (RotaryRows.apply(config, part)) {
          rotaryRows.add(part.in(layer));
          rotaryRows.add(part.biasIn(layer));
        }
      }
    }
  }

  @Override
  public String name() {
    return file.path().toString();
  }

  @Override
  public Tensor tensor(TensorSpec expected) {
    FilePlace place = places.get(expected.name());
    if (place == null) {
      throw new ModelException(name() + ": " + expected.name() + ": no such weight in this model");
    }
    Tensor part = place.find(expected, this::stored, arena);
    return rotaryRows.contains(expected.name())
        ? RotaryRows.fromNeighbours(part, config.headSize(), arena)
        : part;
  }

  private Tensor stored(TensorSpec expected) {
    Tensor tensor = file.tensors().get(expected.name());
    if (tensor == null) {
      throw new ModelException(
          name() + ": " + expected.name() + ": expected such a tensor, found none");
    }
    if (!tensor.spec().equals(expected) || !tensor.type().isReadableAsFloat()) {
      throw new ModelException(
          "%s: %s: expected %s of one of the types %s as the metadata say, found %s %s"
              .formatted(
                  name(),
                  expected.name(),
                  expected.shape(),
                  GgufTensorType.NAMES,
                  tensor.type(),
                  tensor.spec().shape()));
    }
    return tensor;
  }

  @Override
  public void close() {
    file.close();
    arena.close();
  }
}
