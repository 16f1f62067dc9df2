package dev.continuo.trainer.optim;

import dev.continuo.trainer.config.Optimization.Muon.Iteration;
import java.util.Collections;
import java.util.List;

/**
 * Brings the singular values of matrices near one: X ← p(A)·X with A = X·Xᵀ and p(A) = a·I + b·A +
 * c·A², several times, from X scaled to a Frobenius norm of one.
 *
 * <p>Only diagonals are touched between products, since p(A) = (√c·A + b/(2√c)·I)² + (a −
 * b²/(4c))·I, and the √c comes with X: instead of X a multiple γ·X is kept, with γ⁵ = c·γ' where γ'
 * is that of the next iteration and 1 after the last. Then γ²·A + γ²·b/(2c)·I, squared, and (a −
 * b²/(4c))·γ'/γ·I together are γ'/γ·p(A).
 */
final class NewtonSchulz {

  /** The coefficients of one iteration; c is positive. */
  record Polynomial(double a, double b, double c) {

    double turningPoint() {
      return b / (2 * c);
    }

    double least() {
      return a - b * b / (4 * c);
    }

    /** The polynomial for matrices that are larger than it was made for. */
    Polynomial within(double room) {
      return new Polynomial(a / room, b / Math.pow(room, 3), c / Math.pow(room, 5));
    }
  }

  private static final List<Polynomial> KELLER_JORDAN =
      Collections.nCopies(5, new Polynomial(3.4445, -4.7750, 2.0315));

  /** A singular value may be this much above one where numbers are rounded. */
  private static final double ROUNDING = 1.01;

  private static final List<Polynomial> POLAR_EXPRESS =
      List.of(
          new Polynomial(8.28721201814563, -23.595886519098837, 17.300387312530933)
              .within(ROUNDING),
          new Polynomial(4.107059111542203, -2.9478499167379106, 0.5448431082926601),
          new Polynomial(3.9486908534822946, -2.908902115962949, 0.5518191394370137));

  private NewtonSchulz() {}

  /** The polynomials of the iterations, in order. */
  static List<Polynomial> polynomials(Iteration iteration) {
    return switch (iteration) {
      case KELLER_JORDAN -> KELLER_JORDAN;
      case POLAR_EXPRESS -> POLAR_EXPRESS;
    };
  }

  /** γ before each iteration and after the last. */
  static double[] multiples(List<Polynomial> polynomials) {
    double[] multiples = new double[polynomials.size() + 1];
    multiples[polynomials.size()] = 1;
    for (int i = polynomials.size() - 1; i >= 0; i--) {
      multiples[i] = Math.pow(polynomials.get(i).c() * multiples[i + 1], 0.2);
    }
    return multiples;
  }
}
