package dev.continuo.model.backend;

import static dev.continuo.model.backend.PlainMemory.get;
import static dev.continuo.model.backend.PlainMemory.set;

/** What Newton and Schulz's iteration needs between products. */
interface PlainDiagonals extends Backend {

  @Override
  default void gramScale(SquareMatrices grams, Buffer scales, float multiple) {
    int side = grams.side();
    for (int each = 0; each < grams.batch(); each++) {
      double trace = 0;
      for (int i = 0; i < side; i++) {
        trace += get(grams.elements(), ((long) each * side + i) * side + i);
      }
      set(scales, each, multiple / Math.max(Math.sqrt(trace), 1e-7));
    }
  }

  @Override
  default void scaleAndShift(
      SquareMatrices matrices, Buffer scales, int power, float shift, boolean shiftFirst) {
    int side = matrices.side();
    for (int each = 0; each < matrices.batch(); each++) {
      double scale = Math.pow(get(scales, each), power);
      for (int i = 0; i < side; i++) {
        for (int j = 0; j < side; j++) {
          long at = ((long) each * side + i) * side + j;
          double diagonal = i == j ? shift : 0;
          double x = get(matrices.elements(), at);
          set(matrices.elements(), at, shiftFirst ? (x + diagonal) * scale : x * scale + diagonal);
        }
      }
    }
  }

  @Override
  default void shiftDiagonals(SquareMatrices matrices, float shift) {
    int side = matrices.side();
    for (int each = 0; each < matrices.batch(); each++) {
      for (int i = 0; i < side; i++) {
        long at = ((long) each * side + i) * side + i;
        set(matrices.elements(), at, get(matrices.elements(), at) + shift);
      }
    }
  }
}
