package dev.continuo.model.weights;

/**
 * A model's weights on disk, under the names of {@link WeightNames}. A tensor's memory is valid
 * until the source is closed.
 */
public interface WeightSource extends AutoCloseable {

  /** The file or folder, for messages. */
  String name();

  /** The tensor of this name and shape, of a type that can be read as float. */
  Tensor tensor(TensorSpec expected);

  @Override
  void close();
}
