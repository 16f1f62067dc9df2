package dev.continuo.model.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.device.Precision;
import org.jspecify.annotations.Nullable;

/** x/√(mean(x²) + ε)·w over the last axis (Zhang and Sennrich, arXiv 1910.07467), in float32. */
final class RootMeanSquareNorm extends WeightBlock {

  private static final int[] LAST_AXIS = {-1};

  private final double epsilon;

  RootMeanSquareNorm(String name, int channels, double epsilon) {
    super(name, new Shape(channels));
    this.epsilon = epsilon;
  }

  @Override
  NDArray apply(NDArray input, NDArray weight, @Nullable NDArray bias) {
    NDArray x = Aten.toType(input, Precision.FLOAT32.scalarType());
    NDArray meanSquare = x.mul(x).mean(LAST_AXIS, true); // (…, 1)
    NDArray scale = Aten.reciprocalRoot(meanSquare.add(epsilon)); // (…, 1)
    return x.mul(scale).mul(weight); // (…, C)
  }
}
