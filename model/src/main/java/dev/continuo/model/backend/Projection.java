package dev.continuo.model.backend;

import org.jspecify.annotations.Nullable;

/** y = x·Wᵀ + b of rows x (N, I), forward and backward; b is null where there is none. */
record Projection(Backend backend, ParameterMatrix weight, @Nullable Parameter bias) {

  /** y (N, O) = x (N, I)·Wᵀ + b. */
  void forward(Buffer x, Buffer y, int rows) {
    backend.multiply(input(x, rows), weight.weight().transpose(), null, output(y, rows), 1);
    addBias(y, rows);
  }

  /** sum (N, O) = addend (N, O) + x (N, I)·Wᵀ + b. */
  void forwardAdded(Buffer addend, Buffer x, Buffer sum, int rows) {
    backend.multiply(
        input(x, rows), weight.weight().transpose(), output(addend, rows), output(sum, rows), 1);
    addBias(sum, rows);
  }

  private void addBias(Buffer y, int rows) {
    if (bias != null) {
      backend.addBias(bias.weight(), y, rows, weight.outputs());
    }
  }

  /**
   * dx (N, I) = dy (N, O)·W; the gradients dyᵀ·x of W and Σdy of b are added to what is there or
   * not.
   */
  void backward(Buffer dy, Buffer x, Buffer dx, int rows, boolean accumulate) {
    Matrix gradient = weight.gradient();
    Matrix outer = output(dy, rows);
    if (bias != null) {
      backend.biasBackward(dy, bias.gradient(), accumulate, rows, weight.outputs());
    }
    backend.multiply(outer.transpose(), input(x, rows), accumulate ? gradient : null, gradient, 1);
    backend.multiply(outer, weight.weight(), null, input(dx, rows), 1);
  }

  private Matrix input(Buffer x, int rows) {
    return Matrix.of(x, rows, weight.inputs());
  }

  private Matrix output(Buffer y, int rows) {
    return Matrix.of(y, rows, weight.outputs());
  }
}
