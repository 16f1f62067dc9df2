package dev.continuo.model.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.Precision;
import dev.continuo.model.weights.WeightNames.Part;
import org.jspecify.annotations.Nullable;

/** x·Wᵀ + b, in the precision of matrix products; the result stays in that precision. */
final class Projection extends WeightBlock {

  private final Precision precision;

  Projection(String name, int outputs, int inputs, Precision precision) {
    this(name, null, outputs, inputs, precision);
  }

  private Projection(
      String name, @Nullable String biasName, int outputs, int inputs, Precision precision) {
    super(name, biasName, new Shape(outputs, inputs));
    this.precision = precision;
  }

  /** A part of a layer, with a bias where the architecture has them. */
  static Projection of(
      Part part, int layer, int outputs, int inputs, ModelConfig config, Precision precision) {
    String biasName = part.hasBias(config) ? part.biasIn(layer) : null;
    return new Projection(part.in(layer), biasName, outputs, inputs, precision);
  }

  @Override
  NDArray apply(NDArray input, NDArray weight, @Nullable NDArray bias) {
    NDArray x = Aten.toType(input, precision.scalarType());
    NDArray w = Aten.toType(weight, precision.scalarType(), x);
    NDArray y = Aten.linear(x, w); // (…, O)
    return bias == null ? y : y.add(Aten.toType(bias, precision.scalarType(), x)); // (…, O)
  }
}
