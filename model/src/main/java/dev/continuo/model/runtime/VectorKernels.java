package dev.continuo.model.runtime;

import dev.continuo.model.vector.LaneSums;
import dev.continuo.model.vector.Softmax;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The inner loops with the Vector API. */
final class VectorKernels implements Kernels {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** As many shorts as a vector has floats. */
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(LANES * Short.SIZE));

  /** Whether there are registers for the sums of a wide tile. */
  private final boolean wide;

  private final float[] ones = new float[NarrowTile.ROWS];

  VectorKernels() {
    this(LANES == 16);
  }

  VectorKernels(boolean wide) {
    if (LANES < 4 || LANES > 16) {
      throw new IllegalStateException("vectors of 4 to 16 floats expected: " + SPECIES);
    }
    this.wide = wide;
    Arrays.fill(ones, 1);
  }

  @Override
  public int panelRows() {
    return wide ? WideTile.ROWS : NarrowTile.ROWS;
  }

  @Override
  public int panelStep() {
    return NarrowTile.QUARTER;
  }

  @Override
  public void multiply(
      MemorySegment weights,
      int columns,
      int fromRow,
      int toRow,
      float[] x,
      int tokens,
      float[] y,
      int yAt,
      int yStride) {
    VectorRows.multiply(weights, columns, fromRow, toRow, x, tokens, y, yAt, yStride);
  }

  @Override
  public void multiplyBlocks(
      byte[] values,
      float[] scales,
      int columns,
      float[] x,
      int tokens,
      float[] sums,
      float[] scratch) {
    if (wide) {
      VectorPanels.multiplyWide(values, scales, columns, x, tokens, sums);
    } else {
      VectorPanels.multiplyNarrow(values, scales, columns, x, tokens, sums, scratch);
    }
  }

  @Override
  public void multiplyColumns(
      float[] weights,
      int at,
      int rows,
      int stride,
      int steps,
      float[] x,
      int xAt,
      int xStride,
      int tokens,
      float[] y,
      int yAt,
      int yStride) {
    int row = 0;
    if (wide) {
      for (; row + WideTile.ROWS <= rows; row += WideTile.ROWS) {
        if (tokens == 1) {
          WideTile.one(weights, at + row, stride, steps, x, xAt, y, yAt + row);
        } else {
          WideTile.four(
              weights, at + row, stride, steps, x, xAt, xStride, tokens, y, yAt + row, yStride);
        }
      }
    } else if (tokens == 1) {
      for (; row + NarrowTile.ROWS <= rows; row += NarrowTile.ROWS) {
        NarrowTile.whole(weights, at + row, stride, steps, x, xAt, ones, y, yAt + row);
      }
    }
    for (; row < rows; row += NarrowTile.QUARTER) {
      NarrowTile.quarter(
          weights, at + row, stride, steps, x, xAt, xStride, tokens, ones, 0, y, yAt + row,
          yStride);
    }
  }

  @Override
  public void multiplyPairs(
      int[] weights, int at, int rows, int pairs, float[] x, int xAt, float[] y, int yAt) {
    int row = 0;
    for (; row + PairTile.FOUR <= rows; row += PairTile.FOUR) {
      PairTile.four(weights, at + row, rows, pairs, x, xAt, y, yAt + row);
    }
    for (; row < rows; row += PairTile.TWO) {
      PairTile.two(weights, at + row, rows, pairs, x, xAt, y, yAt + row);
    }
  }

  @Override
  public float dot(float[] a, int aStart, float[] b, int bStart, int length) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, b, bStart + i);
      sum = FloatVector.fromArray(SPECIES, a, aStart + i).fma(v, sum);
    }
    float rest = 0;
    for (int i = bound; i < length; i++) {
      rest += a[aStart + i] * b[bStart + i];
    }
    return LaneSums.of(sum) + rest;
  }

  @Override
  public void addScaled(
      float[] sum, int sumStart, float[] x, int xStart, float factor, int length) {
    FloatVector factors = FloatVector.broadcast(SPECIES, factor);
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xStart + i);
      v.fma(factors, FloatVector.fromArray(SPECIES, sum, sumStart + i))
          .intoArray(sum, sumStart + i);
    }
    for (int i = bound; i < length; i++) {
      sum[sumStart + i] += factor * x[xStart + i];
    }
  }

  @Override
  public float exponentials(float[] x, int start, int length) {
    return Softmax.exponentials(x, start, length, 1, Softmax.max(x, start, length));
  }

  @Override
  public void swiGlu(float[] gate, float[] up, int start, int length) {
    VectorFunctions.swiGlu(gate, up, start, length);
  }

  @Override
  public void gelu(float[] x, int start, int length) {
    VectorFunctions.gelu(x, start, length);
  }

  @Override
  public void softCap(float[] x, int start, int length, float cap) {
    VectorFunctions.softCap(x, start, length, cap);
  }

  @Override
  public void widen(MemorySegment from, long offset, HalfType type, MemorySegment to, int count) {
    int bound = SPECIES.loopBound(count);
    for (int i = 0; i < bound; i += LANES) {
      long at = offset + (long) i * Short.BYTES;
      ShortVector bits = ShortVector.fromMemorySegment(SHORTS, from, at, ByteOrder.LITTLE_ENDIAN);
      ((IntVector) bits.castShape(INTS, 0))
          .lanewise(VectorOperators.LSHL, type.shift())
          .and(type.mask())
          .reinterpretAsFloats()
          .mul(type.factor())
          .intoMemorySegment(to, (long) i * Float.BYTES, ByteOrder.LITTLE_ENDIAN);
    }
    PlainKernels.widen(from, offset, type, to, bound, count);
  }
}
