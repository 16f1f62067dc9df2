package dev.continuo.model.backend;

/** y = x·Wᵀ of rows x (N, I), forward and backward. */
record Projection(Backend backend, ParameterMatrix weight) {

  /** y (N, O) = x (N, I)·Wᵀ. */
  void forward(Buffer x, Buffer y, int rows) {
    backend.multiply(input(x, rows), weight.weight().transpose(), null, output(y, rows), 1);
  }

  /** sum (N, O) = addend (N, O) + x (N, I)·Wᵀ. */
  void forwardAdded(Buffer addend, Buffer x, Buffer sum, int rows) {
    backend.multiply(
        input(x, rows), weight.weight().transpose(), output(addend, rows), output(sum, rows), 1);
  }

  /** dx (N, I) = dy (N, O)·W; W's gradient (O, I) is dyᵀ·x, added to what is there or not. */
  void backward(Buffer dy, Buffer x, Buffer dx, int rows, boolean accumulate) {
    Matrix gradient = weight.gradient();
    Matrix outer = output(dy, rows);
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
