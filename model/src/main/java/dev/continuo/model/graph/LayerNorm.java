package dev.continuo.model.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.device.Precision;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * (x − mean(x))/√(variance(x) + ε)·w + b over the last axis (Ba et al., arXiv 1607.06450), in
 * float32.
 */
final class LayerNorm extends WeightBlock {

  private static final int[] LAST_AXIS = {-1};

  private final double epsilon;

  LayerNorm(String name, String biasName, int channels, double epsilon) {
    super(name, biasName, new Shape(channels));
    this.epsilon = epsilon;
  }

  @Override
  NDArray apply(NDArray input, NDArray weight, @Nullable NDArray bias) {
    NDArray x = Aten.toType(input, Precision.FLOAT32.scalarType());
    NDArray centred = x.sub(x.mean(LAST_AXIS, true)); // (…, C)
    NDArray variance = centred.mul(centred).mean(LAST_AXIS, true); // (…, 1)
    NDArray scale = Aten.reciprocalRoot(variance.add(epsilon)); // (…, 1)
    return centred.mul(scale).mul(weight).add(Objects.requireNonNull(bias)); // (…, C)
  }
}
