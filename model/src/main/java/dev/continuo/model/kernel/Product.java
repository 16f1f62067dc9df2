package dev.continuo.model.kernel;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.aten.BlockProduct;
import dev.continuo.model.config.ModelException;

/** Products of a {@link LeftMatrix} with a {@link RightMatrix}, computed by the calling thread. */
public final class Product {

  /** The depth up to which a panel of the right matrix stays in L2. */
  private static final int DEPTH_BLOCK = 1024;

  /** A part of a product begins at a multiple of so many columns. */
  public static final int COLUMNS = Math.max(RightMatrix.PANEL, 128);

  private Product() {}

  /**
   * c = a·b, or c += a·b: (rows, depth) and (depth, columns) give (rows, columns).
   *
   * @param c the address of float32 numbers, row-major, rows a stride apart
   * @param add whether to add to what c holds
   */
  public static void multiply(
      LeftMatrix a, int rows, RightMatrix b, long c, int stride, boolean add) {
    multiply(a, rows, b, 0, b.columns(), c, stride, add);
  }

  /**
   * The same for b's columns from the first of a panel ({@link #COLUMNS} is a whole number of
   * panels) to any.
   *
   * @param c where the first row would have b's first column
   */
  public static void multiply(
      LeftMatrix a, int rows, RightMatrix b, int from, int to, long c, int stride, boolean add) {
    if (a.type() != ScalarType.FLOAT32 && !NativeProducts.AVAILABLE) {
      throw new ModelException("products of " + a.type() + " need libtorch; use float32");
    }
    int depth = a.paddedDepth();
    for (int k = 0; k < depth; k += DEPTH_BLOCK) {
      for (int column = from; column < to; column += RightMatrix.PANEL) {
        block(
            a.type(),
            rows,
            Math.min(b.width(column), to - column),
            Math.min(DEPTH_BLOCK, depth - k),
            a.at(0, k),
            a.stride(),
            b.at(column, k),
            b.width(column),
            c + (long) column * Float.BYTES,
            stride,
            add || k > 0);
      }
    }
  }

  private static void block(
      ScalarType type,
      int rows,
      int columns,
      int depth,
      long a,
      int aStride,
      long b,
      int bStride,
      long c,
      int cStride,
      boolean add) {
    if (NativeProducts.AVAILABLE) {
      BlockProduct.multiply(type, rows, columns, depth, a, aStride, b, bStride, c, cStride, add);
    } else {
      VectorTile.multiply(rows, columns, depth, a, aStride, b, bStride, c, cStride, add);
    }
  }
}
