package dev.continuo.model.weights;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * A model's weights on disk, under the names of {@link WeightNames}. A tensor's memory is valid
 * until the source is closed.
 */
public interface WeightSource extends AutoCloseable {

  /** The file or folder, for messages. */
  String name();

  /** The tensor of this name and shape, of a type that can be read as float. */
  Tensor tensor(TensorSpec expected);

  /**
   * The elements of a tensor as little-endian float32, in pieces, each of which is gone with the
   * next.
   */
  default void floats(TensorSpec expected, Consumer<MemorySegment> to) {
    to.accept(TensorConversion.to(tensor(expected), DataType.F32).data());
  }

  @Override
  void close();
}
