package dev.continuo.model.backend;

import java.util.Arrays;

/** Products of matrices. */
final class ProductTrials {

  private ProductTrials() {}

  static void all(BackendCheck check) {
    int[][] sizes = {
      {1, 1, 1},
      {64, 128, 32},
      {33, 65, 17},
      {130, 72, 200},
      {5, 257, 33},
      {1, 300, 48},
      {16, 140, 1030}
    };
    for (int[] size : sizes) {
      for (int form = 0; form < 8; form++) {
        boolean transposeLeft = (form & 1) != 0;
        boolean transposeRight = (form & 2) != 0;
        boolean add = (form & 4) != 0;
        int rows = size[0];
        int columns = size[1];
        int depth = size[2];
        check.trial(
            "multiply " + Arrays.toString(size) + " form " + form,
            (backend, data) -> {
              Matrix left = data.matrix("left", rows, depth, transposeLeft);
              Matrix right = data.matrix("right", depth, columns, transposeRight);
              Buffer there = data.floats("addend", (long) rows * columns, 1);
              Buffer result = data.floatOutput("result", (long) rows * columns);
              Matrix addend = add ? Matrix.of(there, rows, columns) : null;
              backend.multiply(left, right, addend, Matrix.of(result, rows, columns), 1);
              Buffer rounded = data.output("rounded", (long) rows * columns);
              backend.multiply(left, right, null, Matrix.of(rounded, rows, columns), 1);
            });
      }
    }
    check.trial(
        "multiply a batch in place",
        (backend, data) -> {
          Buffer x = data.activations("x", 3L * 24 * 40, 1);
          Buffer sums = data.inOutFloats("sums", 3L * 24 * 24, 1);
          Matrix each = new Matrix(x, 0, 24, 40, 40, 24 * 40, false);
          Matrix grams = new Matrix(sums, 0, 24, 24, 24, 24 * 24, false);
          backend.multiply(each, each.transpose(), grams, grams, 3);
        });
  }
}
