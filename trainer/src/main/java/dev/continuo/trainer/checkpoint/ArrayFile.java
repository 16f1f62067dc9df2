package dev.continuo.trainer.checkpoint;

import ai.djl.ndarray.NDArray;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.weights.SafetensorsFile;
import dev.continuo.model.weights.SafetensorsWriter;
import dev.continuo.model.weights.Tensor;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.trainer.config.TrainingException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Named float32 arrays as a safetensors file. */
final class ArrayFile {

  private ArrayFile() {}

  /** Writes arrays in their order. */
  static void write(Path file, Map<String, NDArray> arrays) {
    List<TensorSpec> specs =
        arrays.entrySet().stream().map(e -> spec(e.getKey(), e.getValue())).toList();
    SafetensorsWriter.write(
        file,
        SafetensorsWriter.TRANSFORMERS_METADATA,
        specs,
        spec ->
            MemorySegment.ofArray(Objects.requireNonNull(arrays.get(spec.name())).toFloatArray()));
  }

  /** Fills arrays from a file that holds each of them. */
  static void read(Path file, Map<String, NDArray> arrays) {
    try (SafetensorsFile source = SafetensorsFile.open(file)) {
      arrays.forEach(
          (name, array) -> {
            Tensor tensor = source.tensors().get(name);
            if (tensor == null || !tensor.spec().equals(spec(name, array))) {
              throw new TrainingException(
                  file + ": expected " + spec(name, array) + "; the checkpoint is of another net");
            }
            Aten.fill(array, tensor.toFloats());
          });
    }
  }

  static TensorSpec spec(String name, NDArray array) {
    return new TensorSpec(name, array.getShape().getShape());
  }
}
