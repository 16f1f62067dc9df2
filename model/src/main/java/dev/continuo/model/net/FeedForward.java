package dev.continuo.model.net;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.WeightNames.Part;

/** SwiGLU: down(silu(gate(x))·up(x)) (Shazeer, arXiv 2002.05202). */
final class FeedForward extends GraphBlock {

  private final Projection gate;
  private final Projection up;
  private final Projection down;

  FeedForward(int layer, ModelConfig config, Precision precision) {
    int channels = config.channels();
    int inner = config.feedForwardChannels();
    gate = addChildBlock("gate", new Projection(Part.GATE.in(layer), inner, channels, precision));
    up = addChildBlock("up", new Projection(Part.UP.in(layer), inner, channels, precision));
    down = addChildBlock("down", new Projection(Part.DOWN.in(layer), channels, inner, precision));
  }

  @Override
  NDArray apply(ParameterStore store, NDArray x, RotaryTable rotary, boolean training) {
    NDArray opened = Aten.silu(gate.apply(store, x, training)); // (B, T, F)
    NDArray gated = opened.mul(up.apply(store, x, training)); // (B, T, F)
    return down.apply(store, gated, training); // (B, T, C)
  }
}
