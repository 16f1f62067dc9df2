package dev.continuo.model.kernel;

import dev.continuo.model.vector.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * c += a·b in float32 for blocks that fit a cache, by the Vector API alone. A tile of c stays in
 * registers while the depth goes by: four rows by as many vectors as the registers hold beside the
 * factors, which is four of 512 bits and two of fewer (more of these would be spilled). Each thread
 * has its own.
 */
final class VectorTile {

  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int LANES = Lanes.COUNT;
  private static final int ROWS = 4;
  static final int WIDE_BITS = 512;

  private static final int VECTORS = Lanes.SPECIES.vectorBitSize() >= WIDE_BITS ? 4 : 2;

  /** The columns of a full tile. */
  static final int COLUMNS = VECTORS * LANES;

  private static final ThreadLocal<VectorTile> OF_THREAD = ThreadLocal.withInitial(VectorTile::new);

  private final float[] tile = new float[ROWS * 4 * LANES];

  private VectorTile() {}

  /** The calling thread's. */
  static VectorTile ofThread() {
    return OF_THREAD.get();
  }

  /** Where a tile of c comes from and goes to. */
  interface Target {
    /** The columns from one on. */
    Target from(int column);

    /** Copies some columns of a row of c to a place of the tile. */
    void get(int row, int column, int count, float[] to, int at);

    /** Copies them back. */
    void put(int row, int column, int count, float[] from, int at);
  }

  /**
   * One product: a (rows, depth) and b (depth, columns), as bits of float32, rows a stride apart.
   *
   * @param add whether to add to what c holds
   */
  void multiply(
      int rows,
      int columns,
      int depth,
      int[] a,
      int aStart,
      int aStride,
      int[] b,
      int bStart,
      int bStride,
      Target c,
      boolean add) {
    for (int column = 0; column < columns; column += COLUMNS) {
      int width = Math.min(COLUMNS, columns - column);
      for (int row = 0; row < rows; row += ROWS) {
        int height = Math.min(ROWS, rows - row);
        if (add) {
          for (int i = 0; i < height; i++) {
            c.get(row + i, column, width, tile, i * COLUMNS);
          }
        } else {
          Arrays.fill(tile, 0);
        }
        int from = aStart + row * aStride;
        if (height == ROWS && width == COLUMNS) {
          if (VECTORS == 4) {
            fourByFour(depth, a, from, aStride, b, bStart + column, bStride);
          } else {
            fourByTwo(depth, a, from, aStride, b, bStart + column, bStride);
          }
        } else {
          for (int i = 0; i < height; i++) {
            row(width, depth, a, from + i * aStride, b, bStart + column, bStride, i * COLUMNS);
          }
        }
        for (int i = 0; i < height; i++) {
          c.put(row + i, column, width, tile, i * COLUMNS);
        }
      }
    }
  }

  private static FloatVector floats(int[] words, int at) {
    return IntVector.fromArray(INTS, words, at).reinterpretAsFloats();
  }

  private static FloatVector all(int[] words, int at) {
    return IntVector.broadcast(INTS, words[at]).reinterpretAsFloats();
  }

  private void fourByTwo(int depth, int[] a, int from, int aStride, int[] b, int to, int bStride) {
    FloatVector c00 = Lanes.load(tile, 0);
    FloatVector c01 = Lanes.load(tile, LANES);
    FloatVector c10 = Lanes.load(tile, 2 * LANES);
    FloatVector c11 = Lanes.load(tile, 3 * LANES);
    FloatVector c20 = Lanes.load(tile, 4 * LANES);
    FloatVector c21 = Lanes.load(tile, 5 * LANES);
    FloatVector c30 = Lanes.load(tile, 6 * LANES);
    FloatVector c31 = Lanes.load(tile, 7 * LANES);
    int second = from + aStride;
    int third = second + aStride;
    int fourth = third + aStride;
    for (int k = 0; k < depth; k++) {
      int at = to + k * bStride;
      FloatVector b0 = floats(b, at);
      FloatVector b1 = floats(b, at + LANES);
      FloatVector v = all(a, from + k);
      c00 = v.fma(b0, c00);
      c01 = v.fma(b1, c01);
      v = all(a, second + k);
      c10 = v.fma(b0, c10);
      c11 = v.fma(b1, c11);
      v = all(a, third + k);
      c20 = v.fma(b0, c20);
      c21 = v.fma(b1, c21);
      v = all(a, fourth + k);
      c30 = v.fma(b0, c30);
      c31 = v.fma(b1, c31);
    }
    c00.intoArray(tile, 0);
    c01.intoArray(tile, LANES);
    c10.intoArray(tile, 2 * LANES);
    c11.intoArray(tile, 3 * LANES);
    c20.intoArray(tile, 4 * LANES);
    c21.intoArray(tile, 5 * LANES);
    c30.intoArray(tile, 6 * LANES);
    c31.intoArray(tile, 7 * LANES);
  }

  private void fourByFour(int depth, int[] a, int from, int aStride, int[] b, int to, int bStride) {
    FloatVector c00 = Lanes.load(tile, 0);
    FloatVector c01 = Lanes.load(tile, LANES);
    FloatVector c02 = Lanes.load(tile, 2 * LANES);
    FloatVector c03 = Lanes.load(tile, 3 * LANES);
    FloatVector c10 = Lanes.load(tile, 4 * LANES);
    FloatVector c11 = Lanes.load(tile, 5 * LANES);
    FloatVector c12 = Lanes.load(tile, 6 * LANES);
    FloatVector c13 = Lanes.load(tile, 7 * LANES);
    FloatVector c20 = Lanes.load(tile, 8 * LANES);
    FloatVector c21 = Lanes.load(tile, 9 * LANES);
    FloatVector c22 = Lanes.load(tile, 10 * LANES);
    FloatVector c23 = Lanes.load(tile, 11 * LANES);
    FloatVector c30 = Lanes.load(tile, 12 * LANES);
    FloatVector c31 = Lanes.load(tile, 13 * LANES);
    FloatVector c32 = Lanes.load(tile, 14 * LANES);
    FloatVector c33 = Lanes.load(tile, 15 * LANES);
    int second = from + aStride;
    int third = second + aStride;
    int fourth = third + aStride;
    for (int k = 0; k < depth; k++) {
      int at = to + k * bStride;
      FloatVector b0 = floats(b, at);
      FloatVector b1 = floats(b, at + LANES);
      FloatVector b2 = floats(b, at + 2 * LANES);
      FloatVector b3 = floats(b, at + 3 * LANES);
      FloatVector v = all(a, from + k);
      c00 = v.fma(b0, c00);
      c01 = v.fma(b1, c01);
      c02 = v.fma(b2, c02);
      c03 = v.fma(b3, c03);
      v = all(a, second + k);
      c10 = v.fma(b0, c10);
      c11 = v.fma(b1, c11);
      c12 = v.fma(b2, c12);
      c13 = v.fma(b3, c13);
      v = all(a, third + k);
      c20 = v.fma(b0, c20);
      c21 = v.fma(b1, c21);
      c22 = v.fma(b2, c22);
      c23 = v.fma(b3, c23);
      v = all(a, fourth + k);
      c30 = v.fma(b0, c30);
      c31 = v.fma(b1, c31);
      c32 = v.fma(b2, c32);
      c33 = v.fma(b3, c33);
    }
    c00.intoArray(tile, 0);
    c01.intoArray(tile, LANES);
    c02.intoArray(tile, 2 * LANES);
    c03.intoArray(tile, 3 * LANES);
    c10.intoArray(tile, 4 * LANES);
    c11.intoArray(tile, 5 * LANES);
    c12.intoArray(tile, 6 * LANES);
    c13.intoArray(tile, 7 * LANES);
    c20.intoArray(tile, 8 * LANES);
    c21.intoArray(tile, 9 * LANES);
    c22.intoArray(tile, 10 * LANES);
    c23.intoArray(tile, 11 * LANES);
    c30.intoArray(tile, 12 * LANES);
    c31.intoArray(tile, 13 * LANES);
    c32.intoArray(tile, 14 * LANES);
    c33.intoArray(tile, 15 * LANES);
  }

  /** One row of a tile that is not full. */
  private void row(int width, int depth, int[] a, int from, int[] b, int to, int bStride, int at) {
    int bound = Lanes.bound(width);
    for (int j = 0; j < bound; j += LANES) {
      FloatVector sum = Lanes.load(tile, at + j);
      for (int k = 0; k < depth; k++) {
        sum = all(a, from + k).fma(floats(b, to + j + k * bStride), sum);
      }
      sum.intoArray(tile, at + j);
    }
    for (int j = bound; j < width; j++) {
      float sum = tile[at + j];
      for (int k = 0; k < depth; k++) {
        sum =
            Math.fma(
                Float.intBitsToFloat(a[from + k]),
                Float.intBitsToFloat(b[to + j + k * bStride]),
                sum);
      }
      tile[at + j] = sum;
    }
  }
}
