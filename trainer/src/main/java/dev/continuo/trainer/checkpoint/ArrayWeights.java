package dev.continuo.trainer.checkpoint;

import dev.continuo.model.weights.DataType;
import dev.continuo.model.weights.NamedArrays;
import dev.continuo.model.weights.Tensor;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightSource;
import dev.continuo.trainer.config.TrainingException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Copies, outside the Java heap, of the weights that are asked for. */
final class ArrayWeights implements WeightSource {

  private final NamedArrays arrays;
  private final Arena arena = Arena.ofShared();

  ArrayWeights(NamedArrays arrays) {
    this.arrays = arrays;
  }

  @Override
  public String name() {
    return "the net in training";
  }

  @Override
  public Tensor tensor(TensorSpec expected) {
    if (!arrays.specs().contains(expected)) {
      throw new TrainingException(name() + ": expected " + expected + ", found " + arrays.specs());
    }
    MemorySegment floats = MemorySegment.ofArray(arrays.values(expected.name()));
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
