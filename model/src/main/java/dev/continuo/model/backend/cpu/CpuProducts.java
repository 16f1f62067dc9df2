package dev.continuo.model.backend.cpu;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.kernel.LeftMatrix;
import dev.continuo.model.kernel.Product;
import dev.continuo.model.kernel.RightMatrix;
import dev.continuo.model.vector.Workers;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Products of matrices. The right factor of a product is laid out as a whole, the left one by each
 * task, or read where it lies. Of a batch of small products each may be a task, with a right factor
 * of its own.
 */
final class CpuProducts {

  /** The most rows that are laid out or multiplied at a time. */
  static final int BLOCK = 64;

  /** The fewest rows of a task. */
  private static final int LEAST = 16;

  /** What the number of rows is a multiple of. */
  private static final int STEP = 4;

  /** Tasks for each thread, where there are rows for so many. */
  private static final int TASKS = 4;

  private final ScalarType type;
  private final Workers workers;
  private final ThreadLocal<Scratch> scratch;
  private final Map<Integer, RightMatrix> rights = new HashMap<>(); // by columns

  CpuProducts(ScalarType type, Workers workers, ThreadLocal<Scratch> scratch) {
    this.type = type;
    this.workers = workers;
    this.scratch = scratch;
  }

  void multiply(Matrix left, Matrix right, @Nullable Matrix addend, Matrix result, int batch) {
    if (result.rows() == 0 || result.columns() == 0) {
      return;
    }
    if (left.width() == 0) {
      throw new IllegalArgumentException("a product needs a depth of at least 1");
    }
    Task whole = new Task(left, addend, result);
    if (isTaskEach(batch, workers.threads())) {
      workers.run(
          batch,
          each -> {
            RightMatrix factor = scratch.get().right(right.width()).ofDepth(right.height());
            for (int first = 0; first < right.rows(); first += BLOCK) {
              put(right, each, first, BLOCK, factor);
            }
            for (int first = 0; first < result.rows(); first += BLOCK) {
              whole.compute(factor, each, first, BLOCK, 0, result.columns());
            }
          });
      return;
    }
    int rows = rowsOfTask(result.rows());
    int blocks = Math.ceilDiv(result.rows(), rows);
    int groups = Math.clamp(Math.ceilDiv(2 * workers.threads(), blocks), 1, groups(result));
    int columns = Math.ceilDiv(groups(result), groups) * Product.COLUMNS;
    for (int each = 0; each < batch; each++) {
      int matrix = each;
      RightMatrix factor = right(right, matrix);
      workers.run(
          blocks * groups,
          task -> {
            int from = task % groups * columns;
            int to = Math.min(from + columns, result.columns());
            whole.compute(factor, matrix, task / groups * rows, rows, from, to);
          });
    }
  }

  private int rowsOfTask(int rows) {
    int threads = workers.threads();
    int tasks = Math.max(Math.ceilDiv(rows, BLOCK), Math.min(TASKS * threads, rows / LEAST));
    int even = Math.ceilDiv(tasks, threads) * threads;
    int steps = Math.ceilDiv(Math.ceilDiv(rows, even), STEP);
    return Math.clamp(steps, LEAST / STEP, BLOCK / STEP) * STEP;
  }

  private static int groups(Matrix result) {
    return Math.ceilDiv(result.columns(), Product.COLUMNS);
  }

  /**
   * Whether each product of a batch is a task of its own, since threads are then idle for a ninth
   * of the time at most.
   */
  static boolean isTaskEach(long batch, int threads) {
    return batch > 1 && 8 * Math.ceilDiv(batch, threads) * threads <= 9 * batch;
  }

  /** Blocks of rows and columns of a product. */
  private final class Task {

    private final Matrix left;
    private final @Nullable Matrix addend;
    private final Matrix result;

    Task(Matrix left, @Nullable Matrix addend, Matrix result) {
      this.left = left;
      this.addend = addend;
      this.result = result;
    }

    /** Some rows, as far as there are so many, and the columns from one to another. */
    void compute(RightMatrix factor, int each, int first, int most, int from, int to) {
      int count = Math.min(most, result.rows() - first);
      if (from >= to) {
        return;
      }
      LeftMatrix rows = left(left, each, first, count);
      switch (result.buffer().type()) {
        case FLOAT32 -> inPlace(rows, factor, each, first, count, from, to);
        default -> rounded(rows, factor, each, first, count, from, to);
      }
    }

    private void inPlace(
        LeftMatrix rows, RightMatrix factor, int each, int first, int count, int from, int to) {
      if (addend != null && !addend.equals(result)) {
        for (int row = first; row < first + count; row++) {
          Floats.copy(
              addend.buffer(),
              element(addend, each, row) + from,
              result.buffer(),
              element(result, each, row) + from,
              to - from);
        }
      }
      Product.multiply(
          rows,
          count,
          factor,
          from,
          to,
          address(result, each, first),
          result.stride(),
          addend != null);
    }

    /** In another type, by way of float32. */
    private void rounded(
        LeftMatrix rows, RightMatrix factor, int each, int first, int count, int from, int to) {
      int width = to - from;
      long products = scratch.get().memory(1, BLOCK, width);
      for (int i = 0; addend != null && i < count; i++) {
        long at = element(addend, each, first + i) + from;
        Floats.widen(addend.buffer(), at, width, products + (long) i * width * Float.BYTES);
      }
      long start = products - (long) from * Float.BYTES;
      Product.multiply(rows, count, factor, from, to, start, width, addend != null);
      for (int i = 0; i < count; i++) {
        long at = element(result, each, first + i) + from;
        Floats.round(products + (long) i * width * Float.BYTES, width, result.buffer(), at);
      }
    }
  }

  /** The right factor (depth, columns) of one matrix of a batch. */
  private RightMatrix right(Matrix matrix, int each) {
    int depth = matrix.height();
    int columns = matrix.width();
    RightMatrix right =
        rights.computeIfAbsent(columns, width -> new RightMatrix(type, width)).ofDepth(depth);
    int rows = rowsOfTask(matrix.rows());
    workers.run(
        Math.ceilDiv(matrix.rows(), rows), task -> put(matrix, each, task * rows, rows, right));
    return right;
  }

  /** Lays out a block of rows as they lie: those of the factor, or its columns. */
  private void put(Matrix matrix, int each, int first, int most, RightMatrix right) {
    int count = Math.min(most, matrix.rows() - first);
    boolean stored = isInFormat(matrix, matrix.transposed() ? matrix.columns() : count);
    if (stored && matrix.transposed()) {
      right.putColumnsAsStored(first, count, address(matrix, each, first), matrix.stride());
    } else if (stored) {
      right.putRows(first, count, address(matrix, each, first), matrix.stride(), true);
    } else if (matrix.transposed()) {
      right.putColumns(first, count, rows(matrix, each, first, count), matrix.columns());
    } else {
      right.putRows(first, count, rows(matrix, each, first, count), matrix.columns(), false);
    }
  }

  /** Whether the numbers can be taken as they are stored, a word at a time. */
  private boolean isInFormat(Matrix matrix, int depth) {
    return switch (type) {
      case FLOAT32 -> matrix.buffer().type() == ElementType.FLOAT32;
      case BFLOAT16 ->
          matrix.buffer().type() == ElementType.BFLOAT16
              && depth % 2 == 0
              && matrix.stride() % 2 == 0
              && matrix.offset() % 2 == 0
              && matrix.batchStride() % 2 == 0;
    };
  }

  private static long address(Matrix matrix, int each, int row) {
    return Floats.address(matrix.buffer(), element(matrix, each, row));
  }

  /** Some rows of the left factor. */
  private LeftMatrix left(Matrix matrix, int each, int first, int count) {
    LeftMatrix left = scratch.get().left();
    int depth = matrix.width();
    if (isInFormat(matrix, depth)) {
      return matrix.transposed()
          ? left.fillTransposedAsStored(
              address(matrix, each, 0) + (long) first * matrix.buffer().type().bytes(),
              matrix.stride(),
              count,
              depth)
          : left.fillAsStored(address(matrix, each, first), matrix.stride(), depth);
    }
    if (!matrix.transposed()) {
      return left.fill(rows(matrix, each, first, count), depth, count, depth);
    }
    left.ofShape(count, depth);
    for (int k = 0; k < depth; k += BLOCK) {
      int some = Math.min(BLOCK, depth - k);
      long part = scratch.get().memory(0, BLOCK, count);
      for (int i = 0; i < some; i++) {
        long from = element(matrix, each, k + i) + first;
        Floats.widen(matrix.buffer(), from, count, part + (long) i * count * Float.BYTES);
      }
      left.putColumns(k, some, part, count, count);
    }
    return left;
  }

  /** Rows as they lie, in float32, one behind the other. */
  private long rows(Matrix matrix, int each, int first, int count) {
    int width = matrix.columns();
    long rows = scratch.get().memory(0, BLOCK, width);
    for (int i = 0; i < count; i++) {
      long from = element(matrix, each, first + i);
      Floats.widen(matrix.buffer(), from, width, rows + (long) i * width * Float.BYTES);
    }
    return rows;
  }

  private static long element(Matrix matrix, int each, int row) {
    return matrix.offset() + each * matrix.batchStride() + (long) row * matrix.stride();
  }
}
