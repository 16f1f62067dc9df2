package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.weights.DataType;
import dev.continuo.model.weights.Tensor;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightNames;
import dev.continuo.model.weights.WeightNames.Part;
import dev.continuo.model.weights.WeightSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a model, shared by all its sessions: float32 in the mapped file, or converted to
 * float32 in native memory where the file holds a smaller type.
 */
final class Weights {

  /** The weights of one layer; the norms of queries and keys are empty in a model without them. */
  record Layer(Map<Part, Matrix> matrices, Map<Part, float[]> norms) {

    Matrix matrix(Part part) {
      return found(matrices, part);
    }

    float[] norm(Part part) {
      return found(norms, part);
    }
  }

  private final Matrix embedding;
  private final Matrix output;
  private final float[] finalNorm;
  private final List<Layer> layers = new ArrayList<>();

  private Weights(ModelConfig config, Map<String, MemorySegment> floats) {
    embedding = table(config, found(floats, WeightNames.EMBEDDING));
    output = config.tiedEmbeddings() ? embedding : table(config, found(floats, WeightNames.OUTPUT));
    finalNorm = found(floats, WeightNames.FINAL_NORM).toArray(PlainKernels.FLOAT);
    Map<String, TensorSpec> specs = new HashMap<>();
    WeightNames.of(config).forEach(spec -> specs.put(spec.name(), spec));
    for (int i = 0; i < config.layerCount(); i++) {
      Layer layer = new Layer(new EnumMap<>(Part.class), new EnumMap<>(Part.class));
      for (Part part : Part.values()) {
        TensorSpec spec = specs.get(part.in(i));
        if (spec != null) {
          add(layer, part, spec, found(floats, spec.name()));
        }
      }
      layers.add(layer);
    }
  }

  /** Takes a model's weights from its files; they must be there, of the right shape and finite. */
  static Weights of(
      ModelConfig config, WeightSource files, Arena arena, Kernels kernels, WorkerPool pool) {
    List<TensorSpec> specs = WeightNames.of(config);
    List<Tensor> tensors = specs.stream().map(files::tensor).toList();
    List<MemorySegment> floats = new ArrayList<>();
    for (Tensor tensor : tensors) {
      floats.add(
          tensor.type() == DataType.F32
              ? tensor.data()
              : arena.allocate(tensor.spec().elementCount() * Float.BYTES, Float.BYTES));
    }
    pool.run(
        specs.size(),
        i -> {
          Tensor tensor = tensors.get(i);
          if (tensor.type() != DataType.F32) {
            tensor.copyTo(floats.get(i));
          }
          if (!kernels.areFinite(floats.get(i))) {
            throw new ModelException(
                files.name()
                    + ": "
                    + tensor.name()
                    + ": expected finite weights, found NaN or infinity");
          }
        });
    Map<String, MemorySegment> byName = new HashMap<>();
    for (int i = 0; i < specs.size(); i++) {
      byName.put(specs.get(i).name(), floats.get(i));
    }
    return new Weights(config, byName);
  }

  Matrix embedding() {
    return embedding;
  }

  Matrix output() {
    return output;
  }

  float[] finalNorm() {
    return finalNorm;
  }

  List<Layer> layers() {
    return layers;
  }

  private static void add(Layer layer, Part part, TensorSpec spec, MemorySegment floats) {
    long[] shape = spec.dimensions();
    if (shape.length == 1) {
      layer.norms().put(part, floats.toArray(PlainKernels.FLOAT));
    } else {
      layer.matrices().put(part, new Matrix((int) shape[0], (int) shape[1], floats));
    }
  }

  private static Matrix table(ModelConfig config, MemorySegment floats) {
    return new Matrix(config.vocabularySize(), config.channels(), floats);
  }

  private static <K, V> V found(Map<K, V> map, K key) {
    V value = map.get(key);
    if (value == null) {
      throw new IllegalStateException("no weight " + key);
    }
    return value;
  }
}
