package dev.continuo.trainer.checkpoint;

import dev.continuo.model.weights.DataType;
import dev.continuo.model.weights.NamedArrays;
import dev.continuo.model.weights.Pieces;
import dev.continuo.model.weights.Tensor;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightSource;
import dev.continuo.trainer.config.TrainingException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * The weights of a net: copies outside the Java heap of those that are asked for, or their elements
 * in pieces.
 */
final class ArrayWeights implements WeightSource {

  private final NamedArrays arrays;
  private final Pieces pieces;
  private final Arena arena = Arena.ofShared();

  ArrayWeights(NamedArrays arrays, Pieces pieces) {
    this.arrays = arrays;
    this.pieces = pieces;
  }

  @Override
  public String name() {
    return "the net in training";
  }

  @Override
  public Tensor tensor(TensorSpec expected) {
    check(expected);
    MemorySegment copy = arena.allocate(expected.elementCount() * Float.BYTES, Long.BYTES);
    arrays.read(expected.name(), 0, copy);
    return new Tensor(expected, DataType.F32, copy);
  }

  @Override
  public void floats(TensorSpec expected, Consumer<MemorySegment> to) {
    check(expected);
    pieces.read(arrays, expected, to);
  }

  private void check(TensorSpec expected) {
    if (!arrays.specs().contains(expected)) {
      throw new TrainingException(name() + ": expected " + expected + ", found " + arrays.specs());
    }
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
