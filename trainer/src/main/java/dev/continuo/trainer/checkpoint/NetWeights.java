package dev.continuo.trainer.checkpoint;

import dev.continuo.model.aten.AtenArrays;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.graph.Transformer;
import dev.continuo.model.weights.DataType;
import dev.continuo.model.weights.HuggingFaceExport;
import dev.continuo.model.weights.ModelSource;
import dev.continuo.model.weights.NamedArrays;
import dev.continuo.model.weights.Pieces;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightSource;
import java.nio.file.Path;

/**
 * A net's weights and the files that hold them, which transformers reads.
 *
 * @param config the dimensions
 * @param arrays by name
 */
public record NetWeights(ModelConfig config, NamedArrays arrays) {

  /** The weights of a net. */
  public static NetWeights of(Transformer transformer) {
    return new NetWeights(transformer.config(), new AtenArrays(transformer.weights()));
  }

  /** Writes {@code model.safetensors}. */
  public void write(Path file) {
    write(file, Pieces.USUAL);
  }

  void write(Path file, Pieces pieces) {
    try (WeightSource source = new ArrayWeights(arrays, pieces)) {
      HuggingFaceExport.writeWeights(config, source, DataType.F32, file);
    }
  }

  /** The weights as they are now, to be run by the generation runtime; closed by the caller. */
  public WeightSource copies() {
    return new ArrayWeights(arrays, Pieces.USUAL);
  }

  /** Fills the weights from a folder of the same architecture and dimensions. */
  public void read(Path folder) {
    try (WeightSource source = ModelSource.weights(folder, config)) {
      read(source);
    }
  }

  /** Fills the weights from an open source. */
  public void read(WeightSource source) {
    read(source, Pieces.USUAL);
  }

  void read(WeightSource source, Pieces pieces) {
    for (TensorSpec spec : arrays.specs()) {
      pieces.write(arrays, source.tensor(spec));
    }
  }
}
