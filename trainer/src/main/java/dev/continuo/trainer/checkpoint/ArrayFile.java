package dev.continuo.trainer.checkpoint;

import dev.continuo.model.weights.DataType;
import dev.continuo.model.weights.NamedArrays;
import dev.continuo.model.weights.Pieces;
import dev.continuo.model.weights.SafetensorsFile;
import dev.continuo.model.weights.SafetensorsWriter;
import dev.continuo.model.weights.Tensor;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.trainer.config.TrainingException;
import java.nio.file.Path;

/** Named float32 arrays as a safetensors file. */
final class ArrayFile {

  private ArrayFile() {}

  /** Writes arrays in their order. */
  static void write(Path file, NamedArrays arrays) {
    write(file, arrays, Pieces.USUAL);
  }

  static void write(Path file, NamedArrays arrays, Pieces pieces) {
    SafetensorsWriter.write(
        file,
        SafetensorsWriter.TRANSFORMERS_METADATA,
        DataType.F32,
        arrays.specs(),
        (spec, to) -> pieces.read(arrays, spec, to));
  }

  /** Fills arrays from a file that holds each of them. */
  static void read(Path file, NamedArrays arrays) {
    read(file, arrays, Pieces.USUAL);
  }

  static void read(Path file, NamedArrays arrays, Pieces pieces) {
    try (SafetensorsFile source = SafetensorsFile.open(file)) {
      for (TensorSpec spec : arrays.specs()) {
        Tensor tensor = source.tensors().get(spec.name());
        if (tensor == null || !tensor.spec().equals(spec)) {
          throw new TrainingException(
              file + ": expected " + spec + "; the checkpoint is of another net");
        }
        pieces.write(arrays, tensor);
      }
    }
  }
}
