package dev.continuo.model.runtime;

import java.lang.foreign.MemorySegment;

/**
 * Weights of the shape (outputs, inputs) in memory.
 *
 * @param rows the number of outputs
 * @param columns the number of inputs
 * @param weights float32, little-endian, row after row
 */
record Matrix(int rows, int columns, MemorySegment weights) {

  /** A task has about this many weights: enough to be worth handing to another thread. */
  private static final int TASK_WEIGHTS = 1 << 15;

  /** How many rows one task multiplies; a multiple of four. */
  int taskRows() {
    return Math.max(4, (TASK_WEIGHTS / columns + 3) / 4 * 4);
  }

  int tasks() {
    return (rows + taskRows() - 1) / taskRows();
  }

  /** Multiplies the rows of one task with each vector: x (tokens, columns), y (tokens, rows). */
  void multiply(Kernels kernels, int task, float[] x, int tokens, float[] y) {
    int from = task * taskRows();
    int to = Math.min(rows, from + taskRows());
    kernels.multiply(weights, columns, from, to, x, tokens, y, rows);
  }

  /** Copies a row, such as a token's embedding. */
  void copyRow(int row, float[] target, int start) {
    long offset = (long) row * columns * Float.BYTES;
    MemorySegment.copy(weights, PlainKernels.FLOAT, offset, target, start, columns);
  }
}
