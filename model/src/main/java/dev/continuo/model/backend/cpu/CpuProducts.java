package dev.continuo.model.backend.cpu;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.device.Sizes;
import dev.continuo.model.kernel.LeftMatrix;
import dev.continuo.model.kernel.Product;
import dev.continuo.model.kernel.RightMatrix;
import dev.continuo.model.vector.Workers;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Products of matrices: the right factor is laid out once for all, the left one block of rows by
 * block of rows, each by the thread that multiplies it.
 */
final class CpuProducts {

  /** Rows of a task. */
  private static final int BLOCK = 64;

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
    int blocks = Math.ceilDiv(result.rows(), BLOCK);
    if (batch > 1 && batch >= workers.threads()) { // small ones: a task for each
      workers.run(
          batch,
          each -> {
            RightMatrix factor = scratch.get().right(right.width()).ofDepth(right.height());
            for (int block = 0; block < Math.ceilDiv(right.rows(), BLOCK); block++) {
              put(right, each, block, factor);
            }
            for (int block = 0; block < blocks; block++) {
              block(left, factor, addend, result, each, block);
            }
          });
      return;
    }
    for (int each = 0; each < batch; each++) {
      int matrix = each;
      RightMatrix factor = right(right, matrix);
      workers.run(blocks, block -> block(left, factor, addend, result, matrix, block));
    }
  }

  /** Computes a block of rows of one matrix of a batch. */
  private void block(
      Matrix left,
      RightMatrix factor,
      @Nullable Matrix addend,
      Matrix result,
      int each,
      int block) {
    int first = block * BLOCK;
    int count = Math.min(BLOCK, result.rows() - first);
    LeftMatrix rows = left(left, each, first, count);
    switch (result.buffer().type()) {
      case FLOAT32 -> multiply(rows, factor, addend, result, each, first, count);
      default -> multiplyRounded(rows, factor, addend, result, each, first, count);
    }
  }

  /** Computes some rows of a float32 result in place. */
  private static void multiply(
      LeftMatrix rows,
      RightMatrix factor,
      @Nullable Matrix addend,
      Matrix result,
      int each,
      int first,
      int count) {
    if (addend != null && !addend.equals(result)) {
      for (int row = first; row < first + count; row++) {
        Floats.copy(
            addend.buffer(),
            element(addend, each, row),
            result.buffer(),
            element(result, each, row),
            result.columns());
      }
    }
    long length = (long) (count - 1) * result.stride() + result.columns();
    MemorySegment target =
        Floats.MEMORY.asSlice(
            Floats.address(result.buffer(), element(result, each, first)), length * Float.BYTES);
    Product.multiply(
        rows, 0, count, factor, 0, result.columns(), target, 0, result.stride(), addend != null);
  }

  /** Computes some rows of a result in another type, by way of float32. */
  private void multiplyRounded(
      LeftMatrix rows,
      RightMatrix factor,
      @Nullable Matrix addend,
      Matrix result,
      int each,
      int first,
      int count) {
    int width = result.columns();
    float[] products = scratch.get().place(1, Sizes.arrayLength(BLOCK, width));
    for (int i = 0; addend != null && i < count; i++) {
      Floats.get(addend.buffer(), element(addend, each, first + i), products, i * width, width);
    }
    Product.multiply(rows, count, factor, products, 0, width, addend != null);
    for (int i = 0; i < count; i++) {
      Floats.put(products, i * width, result.buffer(), element(result, each, first + i), width);
    }
  }

  /** The right factor (depth, columns) of one matrix of a batch. */
  private RightMatrix right(Matrix matrix, int each) {
    int depth = matrix.height();
    int columns = matrix.width();
    RightMatrix right =
        rights.computeIfAbsent(columns, width -> new RightMatrix(type, width)).ofDepth(depth);
    workers.run(Math.ceilDiv(matrix.rows(), BLOCK), block -> put(matrix, each, block, right));
    return right;
  }

  /** Lays out a block of rows as they lie: those of the factor, or its columns. */
  private void put(Matrix matrix, int each, int block, RightMatrix right) {
    int first = block * BLOCK;
    int count = Math.min(BLOCK, matrix.rows() - first);
    float[] rows = rows(matrix, each, first, count);
    if (matrix.transposed()) {
      right.putColumns(first, count, rows, 0, matrix.columns());
    } else {
      right.putRows(first, count, rows, 0, matrix.columns());
    }
  }

  /** Some rows of the left factor. */
  private LeftMatrix left(Matrix matrix, int each, int first, int count) {
    LeftMatrix left = scratch.get().left();
    int depth = matrix.width();
    boolean words =
        type == ScalarType.BFLOAT16
            && matrix.buffer().type() == ElementType.BFLOAT16
            && depth % 2 == 0;
    if (!matrix.transposed() && words) {
      long from = Floats.address(matrix.buffer(), element(matrix, each, first));
      return left.fillRounded(Floats.MEMORY, from, matrix.stride(), count, depth);
    }
    if (!matrix.transposed()) {
      return left.fill(rows(matrix, each, first, count), 0, depth, count, depth);
    }
    left.ofShape(count, depth);
    for (int k = 0; k < depth; k += BLOCK) {
      int some = Math.min(BLOCK, depth - k);
      float[] part = scratch.get().place(0, BLOCK * count);
      for (int i = 0; i < some; i++) {
        long at = matrix.offset() + each * matrix.batchStride();
        Floats.get(
            matrix.buffer(), at + (long) (k + i) * matrix.stride() + first, part, i * count, count);
      }
      left.putColumns(k, some, part, 0, count, count);
    }
    return left;
  }

  /** Rows as they lie, one behind the other. */
  private float[] rows(Matrix matrix, int each, int first, int count) {
    int width = matrix.columns();
    float[] rows = scratch.get().place(0, Sizes.arrayLength(BLOCK, width));
    long at = matrix.offset() + each * matrix.batchStride();
    for (int i = 0; i < count; i++) {
      Floats.get(
          matrix.buffer(), at + (long) (first + i) * matrix.stride(), rows, i * width, width);
    }
    return rows;
  }

  private static long element(Matrix matrix, int each, int row) {
    return matrix.offset() + each * matrix.batchStride() + (long) row * matrix.stride();
  }
}
