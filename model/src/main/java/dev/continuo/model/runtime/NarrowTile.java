package dev.continuo.model.runtime;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products with panels of P = 8 L rows, a vector having L lanes. The compiler keeps eight
 * accumulators in registers on any machine, and only in small methods: a tile is a whole panel for
 * one token, or a quarter of one for four tokens, over one block of columns.
 */
final class NarrowTile {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int L = SPECIES.length();

  /** As many bytes as a vector has floats, or 8 where it has only 4. */
  private static final VectorSpecies<Byte> BYTES =
      L == 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

  /** P, the rows of a panel. */
  static final int ROWS = 8 * L;

  /** The rows of a quarter panel. */
  static final int QUARTER = 2 * L;

  private NarrowTile() {}

  /** A block of an int8 panel for one token: adds the scaled sums to y. */
  static void block(
      byte[] values,
      int at,
      int columns,
      float[] x,
      int xAt,
      float[] scales,
      int scaleAt,
      float[] y,
      int yAt) {
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    FloatVector e = a;
    FloatVector f = a;
    FloatVector g = a;
    FloatVector h = a;
    for (int i = 0; i < columns; i++) {
      FloatVector v = FloatVector.broadcast(SPECIES, x[xAt + i]);
      int w = at + i * ROWS;
      a = floats(values, w).fma(v, a);
      b = nextFloats(values, w).fma(v, b);
      c = floats(values, w + 2 * L).fma(v, c);
      d = nextFloats(values, w + 2 * L).fma(v, d);
      e = floats(values, w + 4 * L).fma(v, e);
      f = nextFloats(values, w + 4 * L).fma(v, f);
      g = floats(values, w + 6 * L).fma(v, g);
      h = nextFloats(values, w + 6 * L).fma(v, h);
    }
    add(a, scales, scaleAt, y, yAt);
    add(b, scales, scaleAt + L, y, yAt + L);
    add(c, scales, scaleAt + 2 * L, y, yAt + 2 * L);
    add(d, scales, scaleAt + 3 * L, y, yAt + 3 * L);
    add(e, scales, scaleAt + 4 * L, y, yAt + 4 * L);
    add(f, scales, scaleAt + 5 * L, y, yAt + 5 * L);
    add(g, scales, scaleAt + 6 * L, y, yAt + 6 * L);
    add(h, scales, scaleAt + 7 * L, y, yAt + 7 * L);
  }

  /** Turns columns of an int8 panel into floats. */
  static void unpack(byte[] values, int at, int columns, float[] floats) {
    for (int i = 0; i < columns * ROWS; i += QUARTER) {
      floats(values, at + i).intoArray(floats, i);
      nextFloats(values, at + i).intoArray(floats, i + L);
    }
  }

  /** A quarter panel of floats for up to four tokens: adds the scaled sums to y. */
  static void quarter(
      float[] weights,
      int at,
      int stride,
      int steps,
      float[] x,
      int xAt,
      int xStride,
      int tokens,
      float[] scales,
      int scaleAt,
      float[] y,
      int yAt,
      int yStride) {
    int x1 = xAt + (tokens > 1 ? xStride : 0);
    int x2 = x1 + (tokens > 2 ? xStride : 0);
    int x3 = x2 + (tokens > 3 ? xStride : 0);
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector c0 = a0;
    FloatVector c1 = a0;
    FloatVector d0 = a0;
    FloatVector d1 = a0;
    for (int i = 0; i < steps; i++) {
      FloatVector w0 = FloatVector.fromArray(SPECIES, weights, at + i * stride);
      FloatVector w1 = FloatVector.fromArray(SPECIES, weights, at + i * stride + L);
      FloatVector v = FloatVector.broadcast(SPECIES, x[xAt + i]);
      a0 = w0.fma(v, a0);
      a1 = w1.fma(v, a1);
      v = FloatVector.broadcast(SPECIES, x[x1 + i]);
      b0 = w0.fma(v, b0);
      b1 = w1.fma(v, b1);
      v = FloatVector.broadcast(SPECIES, x[x2 + i]);
      c0 = w0.fma(v, c0);
      c1 = w1.fma(v, c1);
      v = FloatVector.broadcast(SPECIES, x[x3 + i]);
      d0 = w0.fma(v, d0);
      d1 = w1.fma(v, d1);
    }
    add(a0, scales, scaleAt, y, yAt);
    add(a1, scales, scaleAt + L, y, yAt + L);
    if (tokens > 1) {
      add(b0, scales, scaleAt, y, yAt + yStride);
      add(b1, scales, scaleAt + L, y, yAt + yStride + L);
    }
    if (tokens > 2) {
      add(c0, scales, scaleAt, y, yAt + 2 * yStride);
      add(c1, scales, scaleAt + L, y, yAt + 2 * yStride + L);
    }
    if (tokens > 3) {
      add(d0, scales, scaleAt, y, yAt + 3 * yStride);
      add(d1, scales, scaleAt + L, y, yAt + 3 * yStride + L);
    }
  }

  /** A whole panel of floats for one token: adds the sums to y. */
  static void whole(
      float[] weights,
      int at,
      int stride,
      int steps,
      float[] x,
      int xAt,
      float[] ones,
      float[] y,
      int yAt) {
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    FloatVector e = a;
    FloatVector f = a;
    FloatVector g = a;
    FloatVector h = a;
    for (int i = 0; i < steps; i++) {
      int w = at + i * stride;
      FloatVector v = FloatVector.broadcast(SPECIES, x[xAt + i]);
      a = FloatVector.fromArray(SPECIES, weights, w).fma(v, a);
      b = FloatVector.fromArray(SPECIES, weights, w + L).fma(v, b);
      c = FloatVector.fromArray(SPECIES, weights, w + 2 * L).fma(v, c);
      d = FloatVector.fromArray(SPECIES, weights, w + 3 * L).fma(v, d);
      e = FloatVector.fromArray(SPECIES, weights, w + 4 * L).fma(v, e);
      f = FloatVector.fromArray(SPECIES, weights, w + 5 * L).fma(v, f);
      g = FloatVector.fromArray(SPECIES, weights, w + 6 * L).fma(v, g);
      h = FloatVector.fromArray(SPECIES, weights, w + 7 * L).fma(v, h);
    }
    add(a, ones, 0, y, yAt);
    add(b, ones, 0, y, yAt + L);
    add(c, ones, 0, y, yAt + 2 * L);
    add(d, ones, 0, y, yAt + 3 * L);
    add(e, ones, 0, y, yAt + 4 * L);
    add(f, ones, 0, y, yAt + 5 * L);
    add(g, ones, 0, y, yAt + 6 * L);
    add(h, ones, 0, y, yAt + 7 * L);
  }

  private static void add(FloatVector sum, float[] scales, int scaleAt, float[] y, int at) {
    sum.fma(FloatVector.fromArray(SPECIES, scales, scaleAt), FloatVector.fromArray(SPECIES, y, at))
        .intoArray(y, at);
  }

  /** The L weights at a place. */
  private static FloatVector floats(byte[] values, int at) {
    return (FloatVector) ByteVector.fromArray(BYTES, values, at).castShape(SPECIES, 0);
  }

  /** The L weights after those at a place. */
  private static FloatVector nextFloats(byte[] values, int at) {
    return L == 4
        ? (FloatVector) ByteVector.fromArray(BYTES, values, at).castShape(SPECIES, 1)
        : floats(values, at + L);
  }
}
