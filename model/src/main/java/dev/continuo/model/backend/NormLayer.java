package dev.continuo.model.backend;

/** The norm of rows of the residual stream, with what the way back needs. */
final class NormLayer {

  private final Workspace space;
  private final Parameter weight;
  private final Buffer scales; // (N)

  NormLayer(Workspace space, Parameter weight) {
    this.space = space;
    this.weight = weight;
    scales = space.floats("scales of " + weight.name(), space.rows());
  }

  /** y (N, C) = norm(x). */
  void forward(Buffer x, Buffer y, int rows) {
    space.backend().norm(x, weight.weight(), y, scales, rows, space.config().channels(), epsilon());
  }

  /**
   * From the gradient of the normed rows to that of x, which is added to the residual stream's.
   *
   * @param first whether there is nothing to add to yet
   */
  void backward(Buffer x, boolean first, int rows, boolean accumulate) {
    RowGradients gradients = space.gradients();
    space
        .backend()
        .normBackward(
            gradients.normed(),
            x,
            weight.weight(),
            scales,
            gradients.x(),
            !first,
            gradients.rounded(),
            weight.gradient(),
            accumulate,
            rows,
            space.config().channels());
  }

  private float epsilon() {
    return (float) space.config().normEpsilon();
  }
}
