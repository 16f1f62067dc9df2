package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.device.Precision;
import dev.continuo.trainer.optim.NewtonSchulz.Polynomial;
import java.util.ArrayList;
import java.util.List;

/** {@link NewtonSchulz} over arrays of the graph, in kept memory. */
final class GraphNewtonSchulz {

  private static final double LEAST_NORM = 1e-7;

  private final NDManager manager;
  private final Shape shape;
  private final double firstMultiple;

  /** What is added to the diagonals, each (1) in float32: numbers would be rounded to bfloat16. */
  private final List<NDArray> shiftsOfGram = new ArrayList<>();

  private final List<NDArray> shiftsOfFactor = new ArrayList<>();
  private final boolean tall;
  private final NDArray gram; // (N, S, S), where S is the smaller of R and C
  private final NDArray gramDiagonal; // (N, S), the same memory
  private final NDArray factor; // (N, S, S)
  private final NDArray factorDiagonal; // (N, S), the same memory
  private final NDArray first; // (N, R, C)
  private final NDArray second; // (N, R, C)

  GraphNewtonSchulz(
      NDManager manager, Shape shape, Precision precision, List<Polynomial> polynomials) {
    this.manager = manager;
    this.shape = shape;
    double[] multiples = NewtonSchulz.multiples(polynomials);
    firstMultiple = multiples[0];
    for (int i = 0; i < polynomials.size(); i++) {
      double turningPoint = polynomials.get(i).turningPoint() * multiples[i] * multiples[i];
      double least = polynomials.get(i).least() * multiples[i + 1] / multiples[i];
      shiftsOfGram.add(manager.create(new float[] {(float) turningPoint}));
      shiftsOfFactor.add(manager.create(new float[] {(float) least}));
    }
    tall = shape.get(1) > shape.get(2);
    long side = Math.min(shape.get(1), shape.get(2));
    Shape small = new Shape(shape.get(0), side, side);
    gram = kept(small, precision);
    gramDiagonal = Aten.diagonals(gram);
    factor = kept(small, precision);
    factorDiagonal = Aten.diagonals(factor);
    first = kept(shape, precision);
    second = kept(shape, precision);
  }

  private NDArray kept(Shape size, Precision precision) {
    NDArray zeros = manager.zeros(size);
    if (precision == Precision.FLOAT32) {
      return zeros;
    }
    try (zeros) {
      return Aten.toType(zeros, precision.scalarType());
    }
  }

  /**
   * Replaces matrices by their orthogonal ones.
   *
   * @param matrices as many float32 elements as (N, R, C)
   */
  void apply(NDArray matrices) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray whole = matrices.reshape(shape); // (N, R, C)
      whole.attach(scope);
      NDArray from = first;
      NDArray to = second;
      Aten.copy(whole, from);
      for (int i = 0; i < shiftsOfGram.size(); i++) {
        NDArray turned = from.transpose(0, 2, 1); // (N, C, R)
        turned.attach(scope);
        Aten.batchProduct(tall ? turned : from, tall ? from : turned, gram); // (N, S, S)
        NDArray scales = i == 0 ? scales(scope) : null; // (N, 1, 1)
        if (scales != null) {
          gram.muli(scales).muli(scales);
        }
        gramDiagonal.addi(shiftsOfGram.get(i));
        Aten.batchProduct(gram, gram, factor); // (N, S, S)
        factorDiagonal.addi(shiftsOfFactor.get(i));
        if (scales != null) {
          factor.muli(scales);
        }
        Aten.batchProduct(tall ? from : factor, tall ? factor : from, to); // (N, R, C)
        NDArray free = from;
        from = to;
        to = free;
      }
      Aten.copy(from, whole);
    }
  }

  /** What brings each matrix to a norm of the first γ: the trace of its gram is its square. */
  private NDArray scales(NDManager scope) {
    NDArray squares = Aten.toType(gramDiagonal, Aten.ScalarType.FLOAT32); // (N, S)
    squares.attach(scope);
    double[] sums = new double[Math.toIntExact(shape.get(0))];
    float[] values = squares.toFloatArray();
    int side = values.length / sums.length;
    float[] scales = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      for (int k = 0; k < side; k++) {
        sums[i] += values[i * side + k];
      }
      scales[i] = (float) (firstMultiple / Math.max(Math.sqrt(sums[i]), LEAST_NORM));
    }
    return scope.create(scales, new Shape(sums.length, 1, 1)); // (N, 1, 1)
  }
}
