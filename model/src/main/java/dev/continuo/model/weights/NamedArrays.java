package dev.continuo.model.weights;

import java.util.List;

/** Float32 arrays by name, wherever they are. */
public interface NamedArrays {

  /** Their names and shapes, in order. */
  List<TensorSpec> specs();

  /** A copy of the elements of one. */
  float[] values(String name);

  /** Puts elements in the place of those of one, as many as it has. */
  void fill(String name, float[] values);
}
