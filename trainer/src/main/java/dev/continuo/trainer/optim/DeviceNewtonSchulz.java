package dev.continuo.trainer.optim;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Backend.SquareMatrices;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Matrix;
import dev.continuo.trainer.optim.NewtonSchulz.Polynomial;
import java.util.List;

/** {@link NewtonSchulz} over the operations of a backend, for matrices of one shape. */
final class DeviceNewtonSchulz {

  private final Backend backend;
  private final List<Polynomial> polynomials;
  private final double[] multiples;
  private final Buffer first; // (blocks, R, C)
  private final Buffer second;
  private final Buffer gram; // (blocks, S, S), where S is the smaller side
  private final Buffer factor;
  private final Buffer scales; // (blocks)
  private final int blocks;
  private final int rows;
  private final int columns;
  private final int side;

  /**
   * Takes its memory.
   *
   * @param name what the matrices are called
   */
  DeviceNewtonSchulz(
      Backend backend,
      String name,
      List<Polynomial> polynomials,
      int blocks,
      int rows,
      int columns) {
    this.backend = backend;
    this.polynomials = polynomials;
    this.blocks = blocks;
    this.rows = rows;
    this.columns = columns;
    multiples = NewtonSchulz.multiples(polynomials);
    side = Math.min(rows, columns);
    long elements = (long) blocks * rows * columns;
    first = activations("momentum of " + name, elements);
    second = activations("momentum in turn of " + name, elements);
    gram = activations("gram of " + name, (long) blocks * side * side);
    factor = activations("factor of " + name, (long) blocks * side * side);
    scales = backend.allocate("scales of " + name, ElementType.FLOAT32, blocks);
  }

  private Buffer activations(String name, long elements) {
    return backend.allocate(name, backend.activations(), elements);
  }

  /** Where the matrices are put before {@link #apply}. */
  Buffer matrices() {
    return first;
  }

  /** Where the orthogonal ones then are. */
  Buffer apply() {
    Buffer from = first;
    Buffer to = second;
    for (int i = 0; i < polynomials.size(); i++) {
      iterate(i, from, to);
      Buffer free = from;
      from = to;
      to = free;
    }
    return from;
  }

  private void iterate(int iteration, Buffer from, Buffer to) {
    Polynomial polynomial = polynomials.get(iteration);
    double multiple = multiples[iteration];
    float shift = (float) (polynomial.turningPoint() * multiple * multiple);
    float least = (float) (polynomial.least() * multiples[iteration + 1] / multiple);
    boolean tall = rows > columns;
    Matrix x = matrices(from, rows, columns);
    Matrix grams = matrices(gram, side, side);
    SquareMatrices gramSquares = new SquareMatrices(gram, blocks, side);
    SquareMatrices factorSquares = new SquareMatrices(factor, blocks, side);
    Matrix factors = matrices(factor, side, side);
    backend.multiply(tall ? x.transpose() : x, tall ? x : x.transpose(), null, grams, blocks);
    if (iteration == 0) {
      backend.gramScale(gramSquares, scales, (float) multiple);
      backend.scaleAndShift(gramSquares, scales, 2, shift, false);
    } else {
      backend.shiftDiagonals(gramSquares, shift);
    }
    backend.multiply(grams, grams, null, factors, blocks);
    if (iteration == 0) {
      backend.scaleAndShift(factorSquares, scales, 1, least, true);
    } else {
      backend.shiftDiagonals(factorSquares, least);
    }
    Matrix result = matrices(to, rows, columns);
    backend.multiply(tall ? x : factors, tall ? factors : x, null, result, blocks);
  }

  private static Matrix matrices(Buffer buffer, int rows, int columns) {
    return new Matrix(buffer, 0, rows, columns, columns, (long) rows * columns, false);
  }
}
