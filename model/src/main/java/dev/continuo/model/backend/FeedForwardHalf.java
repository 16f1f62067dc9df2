package dev.continuo.model.backend;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.WeightNames.Part;

/** The second half of a layer: x + down(silu(gate)·up), where gate and up are of norm(x). */
final class FeedForwardHalf {

  private final Workspace space;
  private final NormLayer norm;
  private final Projection gateUp; // (2F, C)
  private final Projection down; // (C, F)
  private final Buffer x; // (N, C)
  private final Buffer normed; // (N, C)
  private final Buffer wide; // (N, 2F)
  private final Buffer inner; // (N, F)
  private final Buffer sum; // (N, C)

  /** The half of a layer whose input is x. */
  FeedForwardHalf(Workspace space, int layer, Buffer x) {
    this.space = space;
    this.x = x;
    ModelConfig config = space.config();
    long rows = space.rows();
    norm = space.norm(Part.FEED_FORWARD_NORM.in(layer));
    gateUp = space.projection(config.channels(), Part.GATE.in(layer), Part.UP.in(layer));
    down = space.projection(config.feedForwardChannels(), Part.DOWN.in(layer));
    normed = space.activations("middle normed " + layer, rows * config.channels());
    wide = space.activations("gate and up " + layer, rows * 2 * config.feedForwardChannels());
    inner = space.activations("inner " + layer, rows * config.feedForwardChannels());
    sum = space.floats("x " + (layer + 1), rows * config.channels());
  }

  /** What comes out (N, C). */
  Buffer sum() {
    return sum;
  }

  void forward(int rows) {
    norm.forward(x, normed, rows);
    gateUp.forward(normed, wide, rows);
    space.backend().swiGlu(wide, inner, rows, space.config().feedForwardChannels());
    down.forwardAdded(x, inner, sum, rows);
  }

  /** From the gradient of the sum to that of x. */
  void backward(int rows, boolean accumulate) {
    RowGradients gradients = space.gradients();
    down.backward(gradients.rounded(), inner, gradients.inner(), rows, accumulate);
    space
        .backend()
        .swiGluBackward(
            gradients.inner(),
            wide,
            gradients.gateUp(),
            rows,
            space.config().feedForwardChannels());
    gateUp.backward(gradients.gateUp(), normed, gradients.normed(), rows, accumulate);
    norm.backward(x, false, rows, accumulate);
  }
}
