package dev.continuo.model.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.Precision;
import dev.continuo.model.weights.WeightNames.Part;
import org.jspecify.annotations.Nullable;

/**
 * SwiGLU, down(silu(gate(x))·up(x)) (Shazeer, arXiv 2002.05202), or, in an architecture without
 * gates, down(gelu(up(x))).
 */
final class FeedForward extends GraphBlock {

  /** GELU by way of the hyperbolic tangent: x·sigmoid(2·√(2/π)·(x + 0.044715·x³)). */
  private static final double GELU_SLOPE = 2 * Math.sqrt(2 / Math.PI);

  private static final double GELU_CUBE = 0.044715;

  private final @Nullable Projection gate;
  private final Projection up;
  private final Projection down;
  private final Precision precision;

  FeedForward(int layer, ModelConfig config, Precision precision) {
    this.precision = precision;
    int channels = config.channels();
    int inner = config.feedForwardChannels();
    gate = config.parts().gated() ? add("gate", Part.GATE, layer, inner, channels, config) : null;
    up = add("up", Part.UP, layer, inner, channels, config);
    down = add("down", Part.DOWN, layer, channels, inner, config);
  }

  private Projection add(
      String child, Part part, int layer, int outputs, int inputs, ModelConfig config) {
    return addChildBlock(child, Projection.of(part, layer, outputs, inputs, config, precision));
  }

  @Override
  NDArray apply(ParameterStore store, NDArray x, @Nullable RotaryTable rotary, boolean training) {
    NDArray raised = up.apply(store, x, training); // (B, T, F)
    NDArray bent =
        gate == null
            ? gelu(raised)
            : Aten.silu(gate.apply(store, x, training)).mul(raised); // (B, T, F)
    return down.apply(store, bent, training); // (B, T, C)
  }

  /** In float32 (Hendrycks and Gimpel, arXiv 1606.08415). */
  private static NDArray gelu(NDArray input) {
    NDArray x = Aten.toType(input, Precision.FLOAT32.scalarType());
    NDArray bend = Aten.times(x.mul(x), GELU_CUBE * GELU_SLOPE).add(GELU_SLOPE).mul(x);
    return x.mul(Aten.sigmoid(bend));
  }
}
