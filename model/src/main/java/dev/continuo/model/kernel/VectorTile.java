package dev.continuo.model.kernel;

import dev.continuo.model.vector.Lanes;
import dev.continuo.model.vector.Memory;
import jdk.incubator.vector.FloatVector;

/**
 * c += a·b in float32 for blocks that fit a cache, by the Vector API alone. A tile of c, four rows
 * by two vectors, stays in registers while the depth goes by; more would be spilled.
 */
final class VectorTile {

  private static final int LANES = Lanes.COUNT;
  private static final long BYTES = (long) LANES * Float.BYTES;
  private static final int ROWS = 4;
  private static final int VECTORS = 2;

  /** The columns of a full tile. */
  static final int COLUMNS = VECTORS * LANES;

  private VectorTile() {}

  /**
   * One product: a (rows, depth) and c (rows, columns) by their addresses, rows a stride of numbers
   * apart, as those of b (depth, columns) are.
   *
   * @param columns at most {@link #COLUMNS}
   * @param add whether to add to what c holds
   */
  static void multiply(
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
    long aBytes = (long) aStride * Float.BYTES;
    long cBytes = (long) cStride * Float.BYTES;
    for (int row = 0; !add && row < rows; row++) {
      Memory.clear(c + row * cBytes, columns);
    }
    int whole = columns == COLUMNS && bStride == COLUMNS ? rows - rows % ROWS : 0;
    for (int row = 0; row < whole; row += ROWS) {
      tile(depth, a + row * aBytes, aBytes, b, c + row * cBytes, cBytes);
    }
    for (int row = whole; row < rows; row++) {
      row(columns, depth, a + row * aBytes, b, Memory.bytes(bStride), c + row * cBytes);
    }
  }

  private static void tile(int depth, long a, long aStride, long b, long c, long cStride) {
    long second = a + aStride;
    long third = second + aStride;
    long fourth = third + aStride;
    FloatVector c00 = Memory.load(c);
    FloatVector c01 = Memory.load(c + BYTES);
    FloatVector c10 = Memory.load(c + cStride);
    FloatVector c11 = Memory.load(c + cStride + BYTES);
    FloatVector c20 = Memory.load(c + 2 * cStride);
    FloatVector c21 = Memory.load(c + 2 * cStride + BYTES);
    FloatVector c30 = Memory.load(c + 3 * cStride);
    FloatVector c31 = Memory.load(c + 3 * cStride + BYTES);
    for (int k = 0; k < depth; k++) {
      long row = b + k * (VECTORS * BYTES);
      long offset = (long) k * Float.BYTES;
      FloatVector b0 = Memory.load(row);
      FloatVector b1 = Memory.load(row + BYTES);
      FloatVector v = Lanes.fill(Memory.get(a + offset));
      c00 = v.fma(b0, c00);
      c01 = v.fma(b1, c01);
      v = Lanes.fill(Memory.get(second + offset));
      c10 = v.fma(b0, c10);
      c11 = v.fma(b1, c11);
      v = Lanes.fill(Memory.get(third + offset));
      c20 = v.fma(b0, c20);
      c21 = v.fma(b1, c21);
      v = Lanes.fill(Memory.get(fourth + offset));
      c30 = v.fma(b0, c30);
      c31 = v.fma(b1, c31);
    }
    Memory.store(c00, c);
    Memory.store(c01, c + BYTES);
    Memory.store(c10, c + cStride);
    Memory.store(c11, c + cStride + BYTES);
    Memory.store(c20, c + 2 * cStride);
    Memory.store(c21, c + 2 * cStride + BYTES);
    Memory.store(c30, c + 3 * cStride);
    Memory.store(c31, c + 3 * cStride + BYTES);
  }

  /** One row of a tile that is not full. */
  private static void row(int width, int depth, long a, long b, long bStride, long c) {
    int bound = Lanes.bound(width);
    for (int j = 0; j < bound; j += LANES) {
      long at = (long) j * Float.BYTES;
      FloatVector sum = Memory.load(c + at);
      for (int k = 0; k < depth; k++) {
        FloatVector left = Lanes.fill(Memory.get(a + (long) k * Float.BYTES));
        sum = left.fma(Memory.load(b + at + k * bStride), sum);
      }
      Memory.store(sum, c + at);
    }
    for (int j = bound; j < width; j++) {
      long at = (long) j * Float.BYTES;
      float sum = Memory.get(c + at);
      for (int k = 0; k < depth; k++) {
        float left = Memory.get(a + (long) k * Float.BYTES);
        sum = Math.fma(left, Memory.get(b + at + k * bStride), sum);
      }
      Memory.put(sum, c + at);
    }
  }
}
