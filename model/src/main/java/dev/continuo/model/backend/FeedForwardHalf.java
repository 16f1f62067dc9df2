package dev.continuo.model.backend;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.WeightNames.Part;

/**
 * The second half of a layer: x + down(silu(gate)·up), where gate and up are projections of
 * norm(x); x + down(gelu(up)) in an architecture without gates.
 */
final class FeedForwardHalf {

  private final Workspace space;
  private final NormLayer norm;
  private final boolean gated;
  private final Projection up; // (2F, C) with the gate, or (F, C)
  private final HalfEnd down; // (C, F)
  private final Buffer x; // (N, C)
  private final Buffer normed; // (N, C)
  private final Buffer wide; // (N, 2F), or (N, F)
  private final Buffer inner; // (N, F)
  private final Buffer sum; // (N, C)

  /** The half of a layer whose input is x. */
  FeedForwardHalf(Workspace space, int layer, Buffer x) {
    this.space = space;
    this.x = x;
    ModelConfig config = space.config();
    long rows = space.rows();
    int inner = config.feedForwardChannels();
    gated = config.architecture().gated();
    norm = space.norm(Part.FEED_FORWARD_NORM.in(layer), Part.FEED_FORWARD_NORM.biasIn(layer));
    up =
        gated
            ? space.projection(config.channels(), layer, Part.GATE, Part.UP)
            : space.projection(config.channels(), layer, Part.UP);
    down =
        new HalfEnd(space, space.projection(inner, layer, Part.DOWN), space.dropout(2 * layer + 2));
    normed = space.activations("middle normed " + layer, rows * config.channels());
    wide = space.activations("wide " + layer, rows * (gated ? 2 : 1) * inner);
    this.inner = space.activations("inner " + layer, rows * inner);
    sum = space.floats("x " + (layer + 1), rows * config.channels());
  }

  /** What comes out (N, C). */
  Buffer sum() {
    return sum;
  }

  void forward(int rows, boolean training) {
    Backend backend = space.backend();
    int channels = space.config().feedForwardChannels();
    norm.forward(x, normed, rows);
    up.forward(normed, wide, rows);
    if (gated) {
      backend.swiGlu(wide, inner, rows, channels);
    } else {
      backend.gelu(wide, inner, rows, channels);
    }
    down.forward(x, inner, sum, rows, training);
  }

  /** From the gradient of the sum to that of x. */
  void backward(int rows, boolean accumulate) {
    Backend backend = space.backend();
    RowGradients gradients = space.gradients();
    int channels = space.config().feedForwardChannels();
    down.backward(inner, gradients.inner(), rows, accumulate);
    if (gated) {
      backend.swiGluBackward(gradients.inner(), wide, gradients.wide(), rows, channels);
    } else {
      backend.geluBackward(gradients.inner(), wide, gradients.wide(), rows, channels);
    }
    up.backward(gradients.wide(), normed, gradients.normed(), rows, accumulate);
    norm.backward(x, false, rows, accumulate);
  }
}
