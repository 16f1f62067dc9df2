package dev.continuo.model.backend;

/**
 * Matrices in a buffer, row by row, as a factor or the result of a product.
 *
 * @param buffer that holds them
 * @param offset of the first element, in elements
 * @param rows of each as it lies
 * @param columns of each as it lies
 * @param stride from one row to the next, in elements
 * @param batchStride from one matrix to the next, in elements; 0 where there is one
 * @param transposed whether its transpose is meant: (columns, rows)
 */
public record Matrix(
    Buffer buffer,
    long offset,
    int rows,
    int columns,
    int stride,
    long batchStride,
    boolean transposed) {

  /** A whole buffer as one matrix of dense rows. */
  public static Matrix of(Buffer buffer, int rows, int columns) {
    return new Matrix(buffer, 0, rows, columns, columns, 0, false);
  }

  /** Its transpose. */
  public Matrix transpose() {
    return new Matrix(buffer, offset, rows, columns, stride, batchStride, !transposed);
  }

  /** Rows as it is meant. */
  public int height() {
    return transposed ? columns : rows;
  }

  /** Columns as it is meant. */
  public int width() {
    return transposed ? rows : columns;
  }
}
