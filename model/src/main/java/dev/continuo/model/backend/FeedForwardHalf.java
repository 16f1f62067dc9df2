package dev.continuo.model.backend;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelParts.Activation;
import dev.continuo.model.weights.WeightNames.Part;

/**
 * The second half of a layer: x + down(silu(gate)·up), where gate and up are projections of
 * norm(x); x + down(gelu(up)) in an architecture without gates.
 */
final class FeedForwardHalf {

  private final Workspace space;
  private final NormLayer norm;
  private final boolean gated;
  private final boolean tanh; // GELU, not SiLU
  private final Projection up; // (2F, C) with the gate, or (F, C)
  private final ResidualProjection down; // (C, F)
  private final LayerActivations activations;
  private final Buffer sum; // (N, C)

  /** The half of a layer whose activations have its input. */
  FeedForwardHalf(Workspace space, int layer, LayerActivations activations) {
    this.space = space;
    this.activations = activations;
    ModelConfig config = space.config();
    gated = config.parts().gated();
    tanh = config.parts().feedForward().activation() == Activation.GELU_TANH;
    norm =
        space.norm(
            Part.FEED_FORWARD_NORM.in(layer),
            Part.FEED_FORWARD_NORM.biasIn(layer),
            activations.middleScales());
    up =
        gated
            ? space.projection(config.channels(), layer, Part.GATE, Part.UP)
            : space.projection(config.channels(), layer, Part.UP);
    down =
        new ResidualProjection(
            space,
            space.projection(config.feedForwardChannels(), layer, Part.DOWN),
            space.dropout(2 * layer + 2),
            space.postNorm(Part.FEED_FORWARD_POST_NORM, layer));
    sum = space.floats("x " + (layer + 1), space.rows() * config.channels());
  }

  /** The residual stream after the layer (N, C), float32. */
  Buffer sum() {
    return sum;
  }

  void forward(int rows, boolean training) {
    activate(rows);
    down.forward(activations.middle(), activations.inner(), sum, rows, training);
  }

  /** The forward pass but for the sum. */
  void activate(int rows) {
    Backend backend = space.backend();
    int channels = space.config().feedForwardChannels();
    norm.forward(activations.middle(), activations.middleNormed(), rows);
    up.forward(activations.middleNormed(), activations.wide(), rows);
    if (gated && tanh) {
      backend.geGlu(activations.wide(), activations.inner(), rows, channels);
    } else if (gated) {
      backend.swiGlu(activations.wide(), activations.inner(), rows, channels);
    } else {
      backend.gelu(activations.wide(), activations.inner(), rows, channels);
    }
  }

  /** From the gradient of the sum to that of x. */
  void backward(int rows, boolean accumulate) {
    Backend backend = space.backend();
    RowGradients gradients = space.gradients();
    int channels = space.config().feedForwardChannels();
    down.backward(activations.inner(), gradients.inner(), rows, accumulate);
    if (gated && tanh) {
      backend.geGluBackward(
          gradients.inner(), activations.wide(), gradients.wide(), rows, channels);
    } else if (gated) {
      backend.swiGluBackward(
          gradients.inner(), activations.wide(), gradients.wide(), rows, channels);
    } else {
      backend.geluBackward(gradients.inner(), activations.wide(), gradients.wide(), rows, channels);
    }
    up.backward(gradients.wide(), activations.middleNormed(), gradients.normed(), rows, accumulate);
    norm.backward(activations.middle(), false, rows, accumulate);
  }
}
