package dev.continuo.model.backend.cuda;

import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.cuda.Operation.Product;
import org.jspecify.annotations.Nullable;

/**
 * A product as cuBLAS describes it, column by column, without its addresses and factors. A matrix
 * that lies row by row is its own transpose when read column by column: result = left·right becomes
 * resultᵀ = rightᵀ·leftᵀ, so that cuBLAS's first factor is the right one.
 *
 * @param rows of the result column by column, cuBLAS's m: the width of the result
 * @param columns of it, cuBLAS's n: the height of the result
 * @param depth cuBLAS's k
 * @param first cuBLAS's A: the right factor
 * @param second cuBLAS's B: the left factor
 * @param addend cuBLAS's C; the result where nothing is added
 * @param result cuBLAS's D
 * @param batch how many products
 * @param added whether the addend is read
 * @param inPlace whether the addend is the result
 */
record ProductShape(
    int rows,
    int columns,
    int depth,
    Operand first,
    Operand second,
    Operand addend,
    Operand result,
    int batch,
    boolean added,
    boolean inPlace) {

  private static final long BEST_ALIGNMENT = 256;

  /**
   * One matrix column by column.
   *
   * @param rows as it lies
   * @param columns as it lies
   * @param leading from one column to the next, in elements
   * @param batchStride from one matrix to the next, in elements
   * @param transposed whether its transpose is multiplied
   * @param alignment of each matrix of the batch, in bytes
   */
  record Operand(
      ElementType type,
      long rows,
      long columns,
      long leading,
      long batchStride,
      boolean transposed,
      int alignment) {

    private static Operand of(Matrix matrix, int batch) {
      long stride = batch == 1 ? 0 : matrix.batchStride();
      long places = address(matrix) | BEST_ALIGNMENT | stride * matrix.buffer().type().bytes();
      return new Operand(
          matrix.buffer().type(),
          /* rows= */ matrix.columns(),
          /* columns= */ matrix.rows(),
          matrix.stride(),
          stride,
          matrix.transposed(),
          Math.toIntExact(Long.lowestOneBit(places)));
    }

    /** Elements from the first of the first matrix to the last of the last. */
    long extent(int batch) {
      return (batch - 1) * batchStride + (columns - 1) * leading + rows;
    }
  }

  /** The address of a matrix's first element. */
  static long address(Matrix matrix) {
    return matrix.buffer().address() + matrix.offset() * matrix.buffer().type().bytes();
  }

  /**
   * What a product is to cuBLAS.
   *
   * @throws IllegalArgumentException where its matrices do not fit
   */
  static ProductShape of(Product product) {
    Matrix left = product.left();
    Matrix right = product.right();
    Matrix result = product.result();
    check(product);
    Matrix addend = product.beta() == 0 ? null : product.addend();
    boolean inPlace = addend == null || sameMatrix(addend, result);
    Operand placed = Operand.of(result, product.batch());
    return new ProductShape(
        result.columns(),
        result.rows(),
        left.width(),
        Operand.of(right, product.batch()),
        Operand.of(left, product.batch()),
        addend == null ? placed : Operand.of(addend, product.batch()),
        placed,
        product.batch(),
        addend != null,
        inPlace);
  }

  private static boolean sameMatrix(Matrix addend, Matrix result) {
    return address(addend) == address(result)
        && addend.stride() == result.stride()
        && addend.batchStride() == result.batchStride();
  }

  private static void check(Product product) {
    Matrix left = product.left();
    Matrix right = product.right();
    Matrix result = product.result();
    Matrix addend = product.addend();
    ElementType factors = left.buffer().type();
    ElementType sum = result.buffer().type();
    require(product.batch() > 0, "a batch of " + product.batch(), product);
    require(
        left.width() == right.height()
            && left.height() == result.height()
            && right.width() == result.width(),
        "heights and widths that do not fit",
        product);
    require(!result.transposed(), "a transposed result", product);
    require(
        factors == right.buffer().type()
            && (factors == ElementType.BFLOAT16
                ? sum == ElementType.BFLOAT16 || sum == ElementType.FLOAT32
                : factors == ElementType.FLOAT32 && sum == ElementType.FLOAT32),
        "types that cuBLAS does not multiply",
        product);
    require(addend != null || product.beta() == 0, "beta without an addend", product);
    for (Matrix matrix : new @Nullable Matrix[] {left, right, result, addend}) {
      if (matrix != null) {
        require(matrix.stride() >= matrix.columns(), "rows that overlap", product);
        checkInside(matrix, product);
      }
    }
    require(product.batch() == 1 || result.batchStride() > 0, "results in one place", product);
    require(
        addend == null
            || (addend.buffer().type() == sum
                && !addend.transposed()
                && addend.rows() == result.rows()
                && addend.columns() == result.columns()),
        "an addend that is not like the result",
        product);
  }

  private static void checkInside(Matrix matrix, Product product) {
    long last =
        matrix.offset()
            + (product.batch() - 1) * matrix.batchStride()
            + (long) (matrix.rows() - 1) * matrix.stride()
            + matrix.columns();
    require(
        matrix.rows() > 0
            && matrix.columns() > 0
            && matrix.offset() >= 0
            && last <= matrix.buffer().elements(),
        "a matrix that reaches outside " + matrix.buffer().name(),
        product);
  }

  private static void require(boolean condition, String problem, Product product) {
    if (!condition) {
      throw new IllegalArgumentException(problem + ": " + product);
    }
  }
}
