package dev.continuo.model.kernel;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.aten.BlockProduct;
import dev.continuo.model.config.ModelException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Products of a {@link LeftMatrix} with a {@link RightMatrix}, computed by the calling thread. */
public final class Product {

  /** The depth up to which a panel of the right matrix stays in the second cache. */
  private static final int DEPTH_BLOCK = 1024;

  /** A part of a product begins at a multiple of so many columns. */
  public static final int COLUMNS = Math.max(RightMatrix.PANEL, 128);

  private Product() {}

  /**
   * c = a·b, or c += a·b: (rows, depth) and (depth, columns) give (rows, columns).
   *
   * @param c row-major from {@code start} on, rows a stride apart
   * @param add whether to add to what c holds
   */
  public static void multiply(
      LeftMatrix a, int rows, RightMatrix b, float[] c, int start, int stride, boolean add) {
    multiply(a, rows, b, 0, b.columns(), c, start, stride, add);
  }

  /**
   * The same for b's columns from a multiple of {@link #COLUMNS} to any.
   *
   * @param start where the first row would have b's first column
   */
  public static void multiply(
      LeftMatrix a,
      int rows,
      RightMatrix b,
      int from,
      int to,
      float[] c,
      int start,
      int stride,
      boolean add) {
    if (NativeProducts.AVAILABLE) {
      MemorySegment target = MemorySegment.ofArray(c);
      blocks(a, rows, b, from, to, target, start, stride, add);
    } else {
      tiles(a, rows, b, from, to, new ArrayTarget(c, start, stride), add);
    }
  }

  /**
   * The same in memory.
   *
   * @param c row-major float32
   */
  public static void multiply(
      LeftMatrix a,
      int rows,
      RightMatrix b,
      int from,
      int to,
      MemorySegment c,
      long start,
      int stride,
      boolean add) {
    if (NativeProducts.AVAILABLE) {
      blocks(a, rows, b, from, to, c, start, stride, add);
    } else {
      tiles(a, rows, b, from, to, new SegmentTarget(c, start, stride), add);
    }
  }

  private static void blocks(
      LeftMatrix a,
      int rows,
      RightMatrix b,
      int from,
      int to,
      MemorySegment c,
      long start,
      int stride,
      boolean add) {
    int depth = a.paddedDepth();
    for (int k = 0; k < depth; k += DEPTH_BLOCK) {
      MemorySegment left = a.from(0, k);
      for (int column = from; column < to; column += RightMatrix.PANEL) {
        BlockProduct.multiply(
            a.type(),
            rows,
            Math.min(b.width(column), to - column),
            Math.min(DEPTH_BLOCK, depth - k),
            left,
            a.stride(),
            b.from(column, k),
            b.width(column),
            c.asSlice((start + column) * Float.BYTES),
            stride,
            add || k > 0);
      }
    }
  }

  private static void tiles(
      LeftMatrix a, int rows, RightMatrix b, int from, int to, VectorTile.Target c, boolean add) {
    if (a.type() != ScalarType.FLOAT32) {
      throw new ModelException("products of " + a.type() + " need libtorch; use float32");
    }
    int depth = a.paddedDepth();
    VectorTile tile = VectorTile.ofThread();
    for (int k = 0; k < depth; k += DEPTH_BLOCK) {
      for (int column = from; column < to; column += RightMatrix.PANEL) {
        tile.multiply(
            rows,
            Math.min(b.width(column), to - column),
            Math.min(DEPTH_BLOCK, depth - k),
            a.words(),
            a.at(0, k),
            a.stride(),
            b.words(),
            b.at(column, k),
            b.width(column),
            c.from(column),
            add || k > 0);
      }
    }
  }

  /** Rows of an array of Java. */
  @SuppressWarnings("ArrayRecordComponent")
  private record ArrayTarget(float[] c, int start, int stride) implements VectorTile.Target {
    @Override
    public VectorTile.Target from(int column) {
      return new ArrayTarget(c, start + column, stride);
    }

    @Override
    public void get(int row, int column, int count, float[] to, int at) {
      System.arraycopy(c, start + row * stride + column, to, at, count);
    }

    @Override
    public void put(int row, int column, int count, float[] from, int at) {
      System.arraycopy(from, at, c, start + row * stride + column, count);
    }
  }

  /** Rows of native memory. */
  private record SegmentTarget(MemorySegment c, long start, int stride)
      implements VectorTile.Target {
    @Override
    public VectorTile.Target from(int column) {
      return new SegmentTarget(c, start + column, stride);
    }

    private long bytes(int row, int column) {
      return (start + (long) row * stride + column) * Float.BYTES;
    }

    @Override
    public void get(int row, int column, int count, float[] to, int at) {
      MemorySegment.copy(c, ValueLayout.JAVA_FLOAT, bytes(row, column), to, at, count);
    }

    @Override
    public void put(int row, int column, int count, float[] from, int at) {
      MemorySegment.copy(from, at, c, ValueLayout.JAVA_FLOAT, bytes(row, column), count);
    }
  }
}
