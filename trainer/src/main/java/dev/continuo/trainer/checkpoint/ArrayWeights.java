package dev.continuo.trainer.checkpoint;

import ai.djl.ndarray.NDArray;
import dev.continuo.model.weights.DataType;
import dev.continuo.model.weights.Tensor;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightSource;
import dev.continuo.trainer.config.TrainingException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/** Copies, outside the Java heap, of the weights that are asked for. */
final class ArrayWeights implements WeightSource {

  private final Map<String, NDArray> arrays;
  private final Arena arena = Arena.ofShared();

  ArrayWeights(Map<String, NDArray> arrays) {
    this.arrays = Map.copyOf(arrays);
  }

  @Override
  public String name() {
    return "the net in training";
  }

  @Override
  public Tensor tensor(TensorSpec expected) {
    NDArray array = arrays.get(expected.name());
    if (array == null || !expected.equals(ArrayFile.spec(expected.name(), array))) {
      throw new TrainingException(name() + ": expected " + expected + ", found " + array);
    }
    MemorySegment floats = MemorySegment.ofArray(array.toFloatArray());
    MemorySegment copy = arena.allocate(floats.byteSize(), Long.BYTES);
    return new Tensor(expected, DataType.F32, copy.copyFrom(floats));
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
