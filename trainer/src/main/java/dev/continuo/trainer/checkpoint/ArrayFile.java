package dev.continuo.trainer.checkpoint;

import dev.continuo.model.weights.NamedArrays;
import dev.continuo.model.weights.SafetensorsFile;
import dev.continuo.model.weights.SafetensorsWriter;
import dev.continuo.model.weights.Tensor;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.trainer.config.TrainingException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Named float32 arrays as a safetensors file. */
final class ArrayFile {

  private ArrayFile() {}

  /** Writes arrays in their order. */
  static void write(Path file, NamedArrays arrays) {
    SafetensorsWriter.write(
        file,
        SafetensorsWriter.TRANSFORMERS_METADATA,
        arrays.specs(),
        spec -> MemorySegment.ofArray(arrays.values(spec.name())));
  }

  /** Fills arrays from a file that holds each of them. */
  static void read(Path file, NamedArrays arrays) {
    try (SafetensorsFile source = SafetensorsFile.open(file)) {
      for (TensorSpec spec : arrays.specs()) {
        Tensor tensor = source.tensors().get(spec.name());
        if (tensor == null || !tensor.spec().equals(spec)) {
          throw new TrainingException(
              file + ": expected " + spec + "; the checkpoint is of another net");
        }
        arrays.fill(spec.name(), tensor.toFloats());
      }
    }
  }
}
