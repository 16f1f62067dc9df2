package dev.continuo.model.backend;

import org.jspecify.annotations.Nullable;

/** The end of a half layer: x + dropout(z·Wᵀ + b), forward and backward. */
record ResidualProjection(Workspace space, Projection projection, @Nullable Dropout dropout) {

  /** sum (N, C), from x (N, C) and z (N, I). */
  void forward(Buffer x, Buffer z, Buffer sum, int rows, boolean training) {
    if (dropout == null || !training) {
      projection.forwardAdded(x, z, sum, rows);
      return;
    }
    Buffer change = space.gradients().normed(); // free in the forward pass
    projection.forward(z, change, rows);
    space.backend().addDropped(dropout, x, change, sum, rows, space.config().channels());
  }

  /** From the gradient of the sum to that of z; that of x is the same as the sum's. */
  void backward(Buffer z, Buffer dz, int rows, boolean accumulate) {
    RowGradients gradients = space.gradients();
    if (dropout != null) {
      space
          .backend()
          .drop(dropout, gradients.x(), gradients.rounded(), rows, space.config().channels());
    }
    projection.backward(gradients.rounded(), z, dz, rows, accumulate);
  }
}
