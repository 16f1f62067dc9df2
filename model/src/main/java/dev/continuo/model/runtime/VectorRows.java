package dev.continuo.model.runtime;

import dev.continuo.model.vector.LaneSums;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products with rows that lie one after the other in memory. A dot product has one accumulator,
 * whose lanes {@link LaneSums} adds up; what remains of the columns is added last.
 */
final class VectorRows {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private VectorRows() {}

  static void multiply(
      MemorySegment weights,
      int columns,
      int fromRow,
      int toRow,
      float[] x,
      int tokens,
      float[] y,
      int yAt,
      int yStride) {
    float[] lanes = new float[8 * LANES];
    int row = fromRow;
    for (; row + 4 <= toRow; row += 4) {
      int token = 0;
      for (; token + 2 <= tokens; token += 2) {
        fourByTwo(weights, columns, row, x, token, lanes);
        for (int t = 0; t < 2; t++) {
          int yStart = yAt + (token + t) * yStride + row - fromRow;
          LaneSums.store(lanes, t * 4 * LANES, y, yStart);
          addRest(weights, columns, row, x, token + t, y, yStart);
        }
      }
      if (token < tokens) {
        fourByOne(weights, columns, row, x, token, y, yAt + token * yStride + row - fromRow);
      }
    }
    for (; row < toRow; row++) {
      for (int token = 0; token < tokens; token++) {
        y[yAt + token * yStride + row - fromRow] = one(weights, columns, row, x, token);
      }
    }
  }

  /**
   * The accumulators of four rows for each of two tokens. They are summed elsewhere: the compiler
   * keeps vectors in registers only in methods that are not too large.
   */
  private static void fourByTwo(
      MemorySegment weights, int columns, int row, float[] x, int token, float[] lanes) {
    long stride = (long) columns * Float.BYTES;
    long start = row * stride;
    int x0 = token * columns;
    int x1 = x0 + columns;
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    int bound = SPECIES.loopBound(columns);
    for (int i = 0; i < bound; i += LANES) {
      long at = start + (long) i * Float.BYTES;
      FloatVector v0 = FloatVector.fromArray(SPECIES, x, x0 + i);
      FloatVector v1 = FloatVector.fromArray(SPECIES, x, x1 + i);
      FloatVector w = load(weights, at);
      s00 = w.fma(v0, s00);
      s01 = w.fma(v1, s01);
      w = load(weights, at + stride);
      s10 = w.fma(v0, s10);
      s11 = w.fma(v1, s11);
      w = load(weights, at + 2 * stride);
      s20 = w.fma(v0, s20);
      s21 = w.fma(v1, s21);
      w = load(weights, at + 3 * stride);
      s30 = w.fma(v0, s30);
      s31 = w.fma(v1, s31);
    }
    s00.intoArray(lanes, 0);
    s10.intoArray(lanes, LANES);
    s20.intoArray(lanes, 2 * LANES);
    s30.intoArray(lanes, 3 * LANES);
    s01.intoArray(lanes, 4 * LANES);
    s11.intoArray(lanes, 5 * LANES);
    s21.intoArray(lanes, 6 * LANES);
    s31.intoArray(lanes, 7 * LANES);
  }

  private static void fourByOne(
      MemorySegment weights, int columns, int row, float[] x, int token, float[] y, int yStart) {
    long stride = (long) columns * Float.BYTES;
    long start = row * stride;
    int xStart = token * columns;
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int bound = SPECIES.loopBound(columns);
    for (int i = 0; i < bound; i += LANES) {
      long at = start + (long) i * Float.BYTES;
      FloatVector v = FloatVector.fromArray(SPECIES, x, xStart + i);
      s0 = load(weights, at).fma(v, s0);
      s1 = load(weights, at + stride).fma(v, s1);
      s2 = load(weights, at + 2 * stride).fma(v, s2);
      s3 = load(weights, at + 3 * stride).fma(v, s3);
    }
    LaneSums.store(s0, s1, s2, s3, y, yStart);
    addRest(weights, columns, row, x, token, y, yStart);
  }

  private static float one(MemorySegment weights, int columns, int row, float[] x, int token) {
    long start = (long) row * columns * Float.BYTES;
    int xStart = token * columns;
    FloatVector sum = FloatVector.zero(SPECIES);
    int bound = SPECIES.loopBound(columns);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xStart + i);
      sum = load(weights, start + (long) i * Float.BYTES).fma(v, sum);
    }
    return LaneSums.of(sum) + rest(weights, columns, row, x, token);
  }

  /** What the columns past the last whole vector add to four rows. */
  private static void addRest(
      MemorySegment weights, int columns, int row, float[] x, int token, float[] y, int yStart) {
    if (SPECIES.loopBound(columns) == columns) {
      return;
    }
    for (int r = 0; r < 4; r++) {
      y[yStart + r] += rest(weights, columns, row + r, x, token);
    }
  }

  private static float rest(MemorySegment weights, int columns, int row, float[] x, int token) {
    float sum = 0;
    for (int i = SPECIES.loopBound(columns); i < columns; i++) {
      float weight = weights.get(PlainKernels.FLOAT, ((long) row * columns + i) * Float.BYTES);
      sum += weight * x[token * columns + i];
    }
    return sum;
  }

  private static FloatVector load(MemorySegment floats, long offset) {
    return FloatVector.fromMemorySegment(SPECIES, floats, offset, ByteOrder.LITTLE_ENDIAN);
  }
}
