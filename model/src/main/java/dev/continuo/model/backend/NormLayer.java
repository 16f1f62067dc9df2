package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.Affine;
import dev.continuo.model.backend.Backend.LayerNorm;
import dev.continuo.model.backend.Backend.NormRows;
import dev.continuo.model.backend.Backend.RmsNorm;
import org.jspecify.annotations.Nullable;

/**
 * The norm of rows of the residual stream, with what the backward pass needs: LayerNorm where there
 * is a bias, else by the root mean square.
 */
final class NormLayer {

  private final Workspace space;
  private final Parameter weight;
  private final @Nullable Parameter bias;
  private final Buffer scales; // (N), or (N, 2) of LayerNorm

  NormLayer(Workspace space, Parameter weight, @Nullable Parameter bias, Buffer scales) {
    this.space = space;
    this.weight = weight;
    this.bias = bias;
    this.scales = scales;
  }

  /** What a norm of this net keeps of each row. */
  static Buffer scales(Workspace space, String name) {
    int numbers = space.config().parts().layerNorm() ? 2 : 1;
    return space.floats(name, numbers * space.rows());
  }

  private float epsilon() {
    return (float) space.config().normEpsilon();
  }

  /** y (N, C) = norm(x). */
  void forward(Buffer x, Buffer y, int rows) {
    Backend backend = space.backend();
    int channels = space.config().channels();
    if (bias == null) {
      backend.norm(x, weight.weight(), y, scales, rows, channels, epsilon());
    } else {
      Affine affine = new Affine(weight.weight(), bias.weight());
      backend.layerNorm(x, affine, y, scales, rows, channels, epsilon());
    }
  }

  /**
   * From the gradient of the normed rows to that of x, which is added to the residual stream's.
   *
   * @param first whether there is nothing to add to yet
   */
  void backward(Buffer x, boolean first, int rows, boolean accumulate) {
    RowGradients gradients = space.gradients();
    backward(
        new NormRows(
            gradients.normed(),
            x,
            gradients.x(),
            !first,
            gradients.rounded(),
            rows,
            space.config().channels()),
        accumulate);
  }

  /**
   * From the rounded gradient of the stream to that of x, in the place of normed rows' gradient.
   */
  void backwardOfChange(Buffer x, int rows, boolean accumulate) {
    RowGradients gradients = space.gradients();
    backward(
        new NormRows(
            gradients.rounded(),
            x,
            gradients.change(),
            false,
            gradients.normed(),
            rows,
            space.config().channels()),
        accumulate);
  }

  private void backward(NormRows through, boolean accumulate) {
    Backend backend = space.backend();
    if (bias == null) {
      RmsNorm norm = new RmsNorm(weight.weight(), weight.gradient(), accumulate);
      backend.normBackward(through, norm, scales);
    } else {
      LayerNorm norm =
          new LayerNorm(weight.weight(), weight.gradient(), bias.gradient(), accumulate);
      backend.layerNormBackward(through, norm, scales);
    }
  }
}
