package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Backend.SquareMatrices;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.vector.Workers;

/** What Newton and Schulz's iteration needs between products: a task for each matrix. */
final class CpuDiagonals {

  private static final double LEAST_NORM = 1e-7;

  private final Workers workers;
  private final ThreadLocal<Scratch> scratch;

  CpuDiagonals(Workers workers, ThreadLocal<Scratch> scratch) {
    this.workers = workers;
    this.scratch = scratch;
  }

  void gramScale(SquareMatrices grams, Buffer scales, float multiple) {
    int side = grams.side();
    workers.run(
        grams.batch(),
        each -> {
          float[] one = scratch.get().place(0, 1);
          double trace = 0;
          for (int i = 0; i < side; i++) {
            Floats.get(grams.elements(), diagonal(each, side, i), one, 0, 1);
            trace += one[0];
          }
          one[0] = (float) (multiple / Math.max(Math.sqrt(trace), LEAST_NORM));
          Floats.put(one, 0, scales, each, 1);
        });
  }

  void scaleAndShift(
      SquareMatrices matrices, Buffer scales, int power, float shift, boolean shiftFirst) {
    int side = matrices.side();
    float[] all = Floats.all(scales, matrices.batch());
    workers.run(
        matrices.batch(),
        each -> {
          double scale = Math.pow(all[each], power);
          double added = shiftFirst ? shift * scale : shift;
          float[] row = scratch.get().place(0, side);
          for (int i = 0; i < side; i++) {
            long first = diagonal(each, side, i) - i;
            Floats.get(matrices.elements(), first, row, 0, side);
            float exact = (float) (row[i] * scale + added);
            multiply(row, side, (float) scale);
            row[i] = exact;
            Floats.put(row, 0, matrices.elements(), first, side);
          }
        });
  }

  private static void multiply(float[] row, int count, float scale) {
    for (int i = 0; i < count; i++) {
      row[i] *= scale;
    }
  }

  void shiftDiagonals(SquareMatrices matrices, float shift) {
    int side = matrices.side();
    workers.run(
        matrices.batch(),
        each -> {
          float[] one = scratch.get().place(0, 1);
          for (int i = 0; i < side; i++) {
            long at = diagonal(each, side, i);
            Floats.get(matrices.elements(), at, one, 0, 1);
            one[0] += shift;
            Floats.put(one, 0, matrices.elements(), at, 1);
          }
        });
  }

  private static long diagonal(int each, int side, int i) {
    return ((long) each * side + i) * side + i;
  }
}
