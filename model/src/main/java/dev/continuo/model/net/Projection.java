package dev.continuo.model.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.continuo.model.aten.Aten;

/** x·Wᵀ, in the precision of matrix products; the result stays in that precision. */
final class Projection extends WeightBlock {

  private final Precision precision;

  Projection(String name, int outputs, int inputs, Precision precision) {
    super(name, new Shape(outputs, inputs));
    this.precision = precision;
  }

  @Override
  NDArray apply(NDArray input, NDArray weight) {
    NDArray x = Aten.toType(input, precision.scalarType());
    NDArray w = Aten.toType(weight, precision.scalarType(), x);
    return Aten.linear(x, w); // (…, O)
  }
}
