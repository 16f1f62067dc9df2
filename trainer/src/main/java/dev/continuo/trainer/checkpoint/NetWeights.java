package dev.continuo.trainer.checkpoint;

import ai.djl.ndarray.NDArray;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.net.Transformer;
import dev.continuo.model.weights.DataType;
import dev.continuo.model.weights.HuggingFaceExport;
import dev.continuo.model.weights.ModelSource;
import dev.continuo.model.weights.Tensor;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightSource;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * A net's weights and the files that hold them, which transformers reads.
 *
 * @param config the dimensions
 * @param arrays by name
 */
public record NetWeights(ModelConfig config, Map<String, NDArray> arrays) {

  /** The weights of a net. */
  public static NetWeights of(Transformer transformer) {
    return new NetWeights(transformer.config(), transformer.weights());
  }

  /** Writes {@code model.safetensors}. */
  public void write(Path file) {
    HuggingFaceExport.writeWeights(config, new Arrays(arrays), DataType.F32, file);
  }

  /** The weights as they are now, to be run by the generation runtime; closed by the caller. */
  public WeightSource copies() {
    return new ArrayWeights(arrays);
  }

  /** Fills the weights from a folder of the same architecture and dimensions. */
  public void read(Path folder) {
    try (WeightSource source = ModelSource.weights(folder, config)) {
      read(source);
    }
  }

  /** Fills the weights from an open source. */
  public void read(WeightSource source) {
    arrays.forEach(
        (name, array) ->
            Aten.fill(
                array,
                source.tensor(new TensorSpec(name, array.getShape().getShape())).toFloats()));
  }

  /** Arrays as a source of weights. */
  private record Arrays(Map<String, NDArray> arrays) implements WeightSource {
    @Override
    public String name() {
      return "the net in training";
    }

    @Override
    public Tensor tensor(TensorSpec expected) {
      NDArray array = Objects.requireNonNull(arrays.get(expected.name()), expected.name());
      return new Tensor(expected, DataType.F32, MemorySegment.ofArray(array.toFloatArray()));
    }

    @Override
    public void close() {}
  }
}
