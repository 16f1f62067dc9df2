package dev.continuo.trainer.fit;

/** Linear least squares with few unknowns, none of which may be negative. */
public final class LeastSquares {

  private static final double SINGULAR = 1e-9;

  private LeastSquares() {}

  /**
   * The unknowns x ≥ 0 that bring {@code rows · x} nearest to the values. Of three unknowns there
   * are seven choices of which are above zero; the best of those with a valid solution is it.
   */
  public static double[] notNegative(double[][] rows, double[] values) {
    int unknowns = rows[0].length;
    double[] best = new double[unknowns];
    double least = squares(rows, best, values);
    for (int chosen = 1; chosen < 1 << unknowns; chosen++) {
      double[] solution = solve(rows, values, chosen);
      double error = squares(rows, solution, values);
      if (error < least) {
        least = error;
        best = solution;
      }
    }
    return best;
  }

  /** The sum of the squares of what {@code rows · x} misses the values by; infinite below zero. */
  public static double squares(double[][] rows, double[] x, double[] values) {
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      double error = -values[i];
      for (int j = 0; j < x.length; j++) {
        if (!(x[j] >= 0)) {
          return Double.POSITIVE_INFINITY;
        }
        error += rows[i][j] * x[j];
      }
      sum += error * error;
    }
    return sum;
  }

  /** The normal equations of the chosen unknowns, by elimination; NaN where they are singular. */
  private static double[] solve(double[][] rows, double[] values, int chosen) {
    int unknowns = rows[0].length;
    double[][] equations = new double[unknowns][unknowns + 1];
    for (int a = 0; a < unknowns; a++) {
      if ((chosen >> a & 1) == 0) {
        equations[a][a] = 1;
        continue;
      }
      for (int i = 0; i < rows.length; i++) {
        for (int b = 0; b < unknowns; b++) {
          equations[a][b] += (chosen >> b & 1) * rows[i][a] * rows[i][b];
        }
        equations[a][unknowns] += rows[i][a] * values[i];
      }
    }
    for (int a = 0; a < unknowns; a++) {
      double pivot = equations[a][a];
      if (pivot < SINGULAR) {
        pivot = Double.NaN;
      }
      for (int b = 0; b < unknowns; b++) {
        if (b != a) {
          double factor = equations[b][a] / pivot;
          for (int c = a; c <= unknowns; c++) {
            equations[b][c] -= factor * equations[a][c];
          }
        }
      }
      for (int c = 0; c <= unknowns; c++) {
        equations[a][c] /= pivot;
      }
    }
    double[] x = new double[unknowns];
    for (int a = 0; a < unknowns; a++) {
      x[a] = equations[a][unknowns];
    }
    return x;
  }
}
