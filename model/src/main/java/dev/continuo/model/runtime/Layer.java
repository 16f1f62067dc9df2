package dev.continuo.model.runtime;

import dev.continuo.model.weights.WeightNames.Part;
import java.util.Map;

/**
 * The weights of one layer.
 *
 * @param matrices the projections
 * @param biases what is added after some of them; missing in an architecture without biases
 * @param norms the norms; those of queries and keys are missing in a model without them
 */
record Layer(Map<Part, Matrix> matrices, Map<Part, float[]> biases, Map<Part, Norm> norms) {

  private static final float[] NONE = {};

  Matrix matrix(Part part) {
    return found(matrices, part);
  }

  /** The bias after a projection; empty where there is none. */
  float[] bias(Part part) {
    return biases.getOrDefault(part, NONE);
  }

  Norm norm(Part part) {
    return found(norms, part);
  }

  private static <V> V found(Map<Part, V> map, Part part) {
    V value = map.get(part);
    if (value == null) {
      throw new IllegalStateException("no weight " + part);
    }
    return value;
  }
}
