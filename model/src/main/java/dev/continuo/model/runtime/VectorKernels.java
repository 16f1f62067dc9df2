package dev.continuo.model.runtime;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner loops with the Vector API. A dot product has one accumulator, whose lanes {@link
 * LaneSums} adds up; what remains of the columns is added last.
 */
final class VectorKernels implements Kernels {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  VectorKernels() {
    if (LANES < 4 || LANES > 16) {
      throw new IllegalStateException("vectors of 4 to 16 floats expected: " + SPECIES);
    }
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
      int yStride) {
    float[] lanes = new float[16 * LANES];
    int row = fromRow;
    for (; row + 4 <= toRow; row += 4) {
      int token = 0;
      for (; token + 4 <= tokens; token += 4) {
        fourByFour(weights, columns, row, x, token, lanes);
        for (int t = 0; t < 4; t++) {
          int yStart = (token + t) * yStride + row;
          LaneSums.store(lanes, t * 4 * LANES, y, yStart);
          addRest(weights, columns, row, x, token + t, y, yStart);
        }
      }
      for (; token < tokens; token++) {
        fourByOne(weights, columns, row, x, token, y, yStride);
      }
    }
    for (; row < toRow; row++) {
      for (int token = 0; token < tokens; token++) {
        y[token * yStride + row] = one(weights, columns, row, x, token);
      }
    }
  }

  /**
   * The accumulators of four rows for each of four tokens. They are summed elsewhere: the compiler
   * keeps vectors in registers only in methods that are not too large.
   */
  private static void fourByFour(
      MemorySegment weights, int columns, int row, float[] x, int token, float[] lanes) {
    long stride = (long) columns * Float.BYTES;
    long start = row * stride;
    int x0 = token * columns;
    int x1 = x0 + columns;
    int x2 = x1 + columns;
    int x3 = x2 + columns;
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s12 = s00;
    FloatVector s13 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s22 = s00;
    FloatVector s23 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    FloatVector s32 = s00;
    FloatVector s33 = s00;
    int bound = SPECIES.loopBound(columns);
    for (int i = 0; i < bound; i += LANES) {
      long at = start + (long) i * Float.BYTES;
      FloatVector w0 = load(weights, at);
      FloatVector w1 = load(weights, at + stride);
      FloatVector w2 = load(weights, at + 2 * stride);
      FloatVector w3 = load(weights, at + 3 * stride);
      FloatVector v = FloatVector.fromArray(SPECIES, x, x0 + i);
      s00 = w0.fma(v, s00);
      s10 = w1.fma(v, s10);
      s20 = w2.fma(v, s20);
      s30 = w3.fma(v, s30);
      v = FloatVector.fromArray(SPECIES, x, x1 + i);
      s01 = w0.fma(v, s01);
      s11 = w1.fma(v, s11);
      s21 = w2.fma(v, s21);
      s31 = w3.fma(v, s31);
      v = FloatVector.fromArray(SPECIES, x, x2 + i);
      s02 = w0.fma(v, s02);
      s12 = w1.fma(v, s12);
      s22 = w2.fma(v, s22);
      s32 = w3.fma(v, s32);
      v = FloatVector.fromArray(SPECIES, x, x3 + i);
      s03 = w0.fma(v, s03);
      s13 = w1.fma(v, s13);
      s23 = w2.fma(v, s23);
      s33 = w3.fma(v, s33);
    }
    s00.intoArray(lanes, 0);
    s10.intoArray(lanes, LANES);
    s20.intoArray(lanes, 2 * LANES);
    s30.intoArray(lanes, 3 * LANES);
    s01.intoArray(lanes, 4 * LANES);
    s11.intoArray(lanes, 5 * LANES);
    s21.intoArray(lanes, 6 * LANES);
    s31.intoArray(lanes, 7 * LANES);
    s02.intoArray(lanes, 8 * LANES);
    s12.intoArray(lanes, 9 * LANES);
    s22.intoArray(lanes, 10 * LANES);
    s32.intoArray(lanes, 11 * LANES);
    s03.intoArray(lanes, 12 * LANES);
    s13.intoArray(lanes, 13 * LANES);
    s23.intoArray(lanes, 14 * LANES);
    s33.intoArray(lanes, 15 * LANES);
  }

  private static void fourByOne(
      MemorySegment weights, int columns, int row, float[] x, int token, float[] y, int yStride) {
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
    int yStart = token * yStride + row;
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
  public boolean areFinite(MemorySegment floats) {
    long size = floats.byteSize();
    long step = (long) LANES * Float.BYTES;
    FloatVector zeros = FloatVector.zero(SPECIES);
    long at = 0;
    for (; at + step <= size; at += step) {
      zeros = load(floats, at).fma(FloatVector.zero(SPECIES), zeros);
    }
    float rest = 0;
    for (; at < size; at += Float.BYTES) {
      rest += floats.get(PlainKernels.FLOAT, at) * 0;
    }
    return LaneSums.of(zeros) + rest == 0;
  }

  private static FloatVector load(MemorySegment floats, long offset) {
    return FloatVector.fromMemorySegment(SPECIES, floats, offset, ByteOrder.LITTLE_ENDIAN);
  }
}
