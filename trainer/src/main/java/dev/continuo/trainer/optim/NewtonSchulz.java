package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.net.Precision;

/**
 * Brings the singular values of matrices near one: X ← (a·I + b·A + c·A²)·X with A = X·Xᵀ, from X
 * scaled to a Frobenius norm of one. The coefficients are Keller Jordan's, steep at zero: values
 * end between about 0.7 and 1.2. All products run in kept memory.
 */
final class NewtonSchulz {

  private static final double A = 3.4445;
  private static final double B = -4.7750;
  private static final double C = 2.0315;
  private static final double LEAST_NORM = 1e-7;

  private final NDManager manager;
  private final Aten.ScalarType type;
  private final int iterations;
  private final boolean tall;
  private final NDArray constant; // (S, S), where S is the smaller of R and C
  private final NDArray gram; // (N, S, S)
  private final NDArray polynomial; // (N, S, S)
  private final NDArray first; // (N, R, C)
  private final NDArray second; // (N, R, C)

  NewtonSchulz(NDManager manager, Shape shape, Precision precision, int iterations) {
    this.manager = manager;
    this.iterations = iterations;
    type = precision.scalarType();
    tall = shape.get(1) > shape.get(2);
    long side = Math.min(shape.get(1), shape.get(2));
    constant = kept(manager.eye((int) side).muli(A)); // (S, S)
    gram = kept(manager.zeros(new Shape(shape.get(0), side, side)));
    polynomial = kept(manager.zeros(new Shape(shape.get(0), side, side)));
    first = kept(manager.zeros(shape));
    second = kept(manager.zeros(shape));
  }

  private NDArray kept(NDArray float32) {
    NDArray typed = Aten.toType(float32, type);
    if (type != Aten.ScalarType.FLOAT32) {
      float32.close();
    }
    return typed;
  }

  /**
   * Replaces matrices by their orthogonal ones.
   *
   * @param matrices float32 (N, R, C)
   * @param norms the Frobenius norm of each
   */
  void apply(NDArray matrices, double[] norms) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray from = first;
      NDArray to = second;
      Aten.copy(matrices, from);
      for (int i = 0; i < iterations; i++) {
        NDArray turned = from.transpose(0, 2, 1); // (N, C, R)
        turned.attach(scope);
        Aten.batchProduct(tall ? turned : from, tall ? from : turned, gram); // (N, S, S)
        if (i == 0) {
          NDArray scales = scales(norms, scope); // (N, 1, 1)
          gram.muli(scales).muli(scales);
          polynomial(scope);
          polynomial.muli(scales);
        } else {
          polynomial(scope);
        }
        Aten.batchProduct(tall ? from : polynomial, tall ? polynomial : from, to); // (N, R, C)
        NDArray free = from;
        from = to;
        to = free;
      }
      Aten.copy(from, matrices);
    }
  }

  /** polynomial ← a·I + b·A + c·A², where A is the gram matrix. */
  private void polynomial(NDManager scope) {
    Aten.batchProduct(gram, gram, polynomial); // (N, S, S)
    NDArray linear = gram.mul(B); // (N, S, S)
    linear.attach(scope);
    polynomial.muli(C).addi(linear).addi(constant);
  }

  private static NDArray scales(double[] norms, NDManager scope) {
    float[] scales = new float[norms.length];
    for (int i = 0; i < norms.length; i++) {
      scales[i] = (float) (1 / Math.max(norms[i], LEAST_NORM));
    }
    return scope.create(scales, new Shape(norms.length, 1, 1)); // (N, 1, 1)
  }
}
