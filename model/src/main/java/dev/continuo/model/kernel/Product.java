package dev.continuo.model.kernel;

import dev.continuo.model.aten.BlockProduct;
import java.lang.foreign.MemorySegment;

/** Products of a {@link LeftMatrix} with a {@link RightMatrix}, computed by the calling thread. */
public final class Product {

  /** The depth up to which a panel of the right matrix stays in the second cache. */
  private static final int DEPTH_BLOCK = 1024;

  private Product() {}

  /**
   * c = a·b, or c += a·b: (rows, depth) and (depth, columns) give (rows, columns).
   *
   * @param c row-major from {@code start} on, rows a stride apart
   * @param add whether to add to what c holds
   */
  public static void multiply(
      LeftMatrix a, int rows, RightMatrix b, float[] c, int start, int stride, boolean add) {
    multiply(a, 0, rows, b, 0, b.columns(), c, start, stride, add);
  }

  /** The same with a's rows from one on, b's rows from one on, and only b's first columns. */
  static void multiply(
      LeftMatrix a,
      int aFirst,
      int rows,
      RightMatrix b,
      int bFirst,
      int columns,
      float[] c,
      int start,
      int stride,
      boolean add) {
    MemorySegment target = MemorySegment.ofArray(c);
    multiply(a, aFirst, rows, b, bFirst, columns, target, start, stride, add);
  }

  /**
   * c += a·b for a stretch of the rows of both: the depth of a.
   *
   * @param c row-major float32 from element {@code start} on
   */
  public static void multiply(
      LeftMatrix a,
      int aFirst,
      int rows,
      RightMatrix b,
      int bFirst,
      int columns,
      MemorySegment c,
      long start,
      int stride,
      boolean add) {
    int depth = a.paddedDepth();
    for (int from = 0; from < depth; from += DEPTH_BLOCK) {
      MemorySegment left = a.from(aFirst, from);
      for (int column = 0; column < columns; column += RightMatrix.PANEL) {
        BlockProduct.multiply(
            a.type(),
            rows,
            b.width(column),
            Math.min(DEPTH_BLOCK, depth - from),
            left,
            a.stride(),
            b.from(column, bFirst + from),
            b.width(column),
            c.asSlice((start + column) * Float.BYTES),
            stride,
            add || from > 0);
      }
    }
  }
}
