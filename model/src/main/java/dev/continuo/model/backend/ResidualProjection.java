package dev.continuo.model.backend;

import org.jspecify.annotations.Nullable;

/**
 * The end of a half layer: x + dropout(z·Wᵀ + b), forward and backward; in some families with a
 * norm or a factor of what is added.
 */
record ResidualProjection(
    Workspace space, Projection projection, @Nullable Dropout dropout, @Nullable PostNorm post) {

  /** sum (N, C), from x (N, C) and z (N, I). */
  void forward(Buffer x, Buffer z, Buffer sum, int rows, boolean training) {
    boolean drops = dropout != null && training;
    if (!drops && post == null && factor() == 1) {
      projection.forwardAdded(x, z, sum, rows);
      return;
    }
    Backend backend = space.backend();
    int channels = space.config().channels();
    Buffer change = space.gradients().normed(); // free in the forward pass
    if (post == null) {
      projection.forward(z, change, rows);
    } else {
      projection.forward(z, post.change(), rows);
      post.norm().forward(post.change(), change, rows);
    }
    if (dropout == null || !training) {
      backend.addScaled(x, change, factor(), sum, rows, channels);
      return;
    }
    if (factor() != 1) {
      backend.scale(change, factor(), rows, channels);
    }
    backend.addDropped(dropout, x, change, sum, rows, channels);
  }

  /** From the gradient of the sum to that of z; that of x is the same as the sum's. */
  void backward(Buffer z, Buffer dz, int rows, boolean accumulate) {
    Backend backend = space.backend();
    RowGradients gradients = space.gradients();
    int channels = space.config().channels();
    Buffer dChange = gradients.rounded();
    if (dropout != null) {
      backend.drop(dropout, gradients.x(), dChange, rows, channels);
    }
    if (factor() != 1) {
      backend.scale(dChange, factor(), rows, channels);
    }
    if (post != null) {
      post.norm().backwardOfChange(post.change(), rows, accumulate);
      dChange = gradients.normed();
    }
    projection.backward(dChange, z, dz, rows, accumulate);
  }

  private float factor() {
    return (float) space.config().parts().factors().residual();
  }
}
