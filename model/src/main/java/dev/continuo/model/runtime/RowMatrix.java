package dev.continuo.model.runtime;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Weights as they lie in a file, row after row: float32, or a type of 16 bits that is widened while
 * it is used.
 */
final class RowMatrix implements Matrix {

  /** A task has about this many weights: enough to be worth handing to another thread. */
  private static final int TASK_WEIGHTS = 1 << 15;

  private final Kernels kernels;
  private final int rows;
  private final int columns;
  private final MemorySegment weights;
  private final @Nullable HalfType half;

  /**
   * A matrix over some memory.
   *
   * @param weights little-endian, row after row
   * @param half the type of the weights; null for float32
   */
  RowMatrix(
      Kernels kernels, int rows, int columns, MemorySegment weights, @Nullable HalfType half) {
    this.kernels = kernels;
    this.rows = rows;
    this.columns = columns;
    this.weights = weights;
    this.half = half;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public int tasks() {
    return (rows + taskRows() - 1) / taskRows();
  }

  @Override
  public long bytes() {
    return weights.byteSize();
  }

  @Override
  public void multiply(int task, float[] x, int tokens, float[] y, Scratch scratch) {
    int from = task * taskRows();
    int to = Math.min(rows, from + taskRows());
    if (half == null) {
      kernels.multiply(weights, columns, from, to, x, tokens, y, from, rows);
      return;
    }
    MemorySegment floats = scratch.rows(4L * columns);
    for (int row = from; row < to; row += 4) {
      int count = Math.min(4, to - row);
      long offset = (long) row * columns * Short.BYTES;
      kernels.widen(weights, offset, half, floats, count * columns);
      kernels.multiply(floats, columns, 0, count, x, tokens, y, row, rows);
    }
  }

  @Override
  public void copyRow(int row, float[] target, int start) {
    WeightRows.copy(weights, half, row, columns, target, start);
  }

  /** How many rows one task multiplies; a multiple of four. */
  private int taskRows() {
    return Math.max(4, (TASK_WEIGHTS / columns + 3) / 4 * 4);
  }
}
