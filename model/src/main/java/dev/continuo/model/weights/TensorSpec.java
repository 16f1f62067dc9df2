package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The name and shape of a tensor.
 *
 * @param name the name in the file
 * @param shape the dimensions, the outermost first
 */
public record TensorSpec(String name, List<Long> shape) {

  public TensorSpec {
    shape = List.copyOf(shape);
    try {
      long elements = 1;
      for (long dimension : shape) {
        if (dimension < 0) {
          throw new ModelException("tensor " + name + ": negative dimension in " + shape);
        }
        elements = Math.multiplyExact(elements, dimension);
      }
    } catch (ArithmeticException e) {
      throw new ModelException("tensor " + name + ": too many elements: " + shape, e);
    }
  }

  public TensorSpec(String name, long... dimensions) {
    this(name, LongStream.of(dimensions).boxed().toList());
  }

  /** The same shape under another name. */
  public TensorSpec named(String newName) {
    return new TensorSpec(newName, shape);
  }

  /** The dimensions as an array. */
  public long[] dimensions() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  /** The product of the dimensions; 1 for a scalar. */
  public long elementCount() {
    return shape.stream().reduce(1L, (a, b) -> a * b);
  }
}
