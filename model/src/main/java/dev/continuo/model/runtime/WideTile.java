package dev.continuo.model.runtime;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products with panels of four vectors of rows, each vector having L = 16 lanes: the sums of four
 * or six tokens fill most of the 32 registers that machines with such vectors have. Weights in int8
 * are widened on their way from memory, which costs nothing beside so many products. The compiler
 * keeps vectors in registers only where it inlines all that takes them; it inlines the Vector API
 * always, and methods of our own only in the beginning of so large a method.
 */
final class WideTile {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_128;
  private static final int L = SPECIES.length();

  /** The rows of a panel. */
  static final int ROWS = 4 * L;

  private WideTile() {}

  /** A block of an int8 panel for one token: adds the scaled sums to y. */
  static void one(
      byte[] values,
      int at,
      int columns,
      float[] x,
      int xAt,
      float[] scales,
      int scaleAt,
      float[] y,
      int yAt) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    for (int i = 0; i < columns; i++) {
      int w = at + i * ROWS;
      FloatVector w0 = load(values, w);
      FloatVector w1 = load(values, w + L);
      FloatVector w2 = load(values, w + 2 * L);
      FloatVector w3 = load(values, w + 3 * L);
      FloatVector v = FloatVector.broadcast(SPECIES, x[xAt + i]);
      a0 = w0.fma(v, a0);
      a1 = w1.fma(v, a1);
      a2 = w2.fma(v, a2);
      a3 = w3.fma(v, a3);
    }
    FloatVector s0 = FloatVector.fromArray(SPECIES, scales, scaleAt);
    FloatVector s1 = FloatVector.fromArray(SPECIES, scales, scaleAt + L);
    FloatVector s2 = FloatVector.fromArray(SPECIES, scales, scaleAt + 2 * L);
    FloatVector s3 = FloatVector.fromArray(SPECIES, scales, scaleAt + 3 * L);
    a0.fma(s0, FloatVector.fromArray(SPECIES, y, yAt)).intoArray(y, yAt);
    a1.fma(s1, FloatVector.fromArray(SPECIES, y, yAt + L)).intoArray(y, yAt + L);
    a2.fma(s2, FloatVector.fromArray(SPECIES, y, yAt + 2 * L)).intoArray(y, yAt + 2 * L);
    a3.fma(s3, FloatVector.fromArray(SPECIES, y, yAt + 3 * L)).intoArray(y, yAt + 3 * L);
  }

  /** A block of an int8 panel for up to four tokens: adds the scaled sums to y. */
  static void four(
      byte[] values,
      int at,
      int columns,
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
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    FloatVector c0 = a0;
    FloatVector c1 = a0;
    FloatVector c2 = a0;
    FloatVector c3 = a0;
    FloatVector d0 = a0;
    FloatVector d1 = a0;
    FloatVector d2 = a0;
    FloatVector d3 = a0;
    for (int i = 0; i < columns; i++) {
      int w = at + i * ROWS;
      FloatVector w0 = load(values, w);
      FloatVector w1 = load(values, w + L);
      FloatVector w2 = load(values, w + 2 * L);
      FloatVector w3 = load(values, w + 3 * L);
      FloatVector v = FloatVector.broadcast(SPECIES, x[xAt + i]);
      a0 = w0.fma(v, a0);
      a1 = w1.fma(v, a1);
      a2 = w2.fma(v, a2);
      a3 = w3.fma(v, a3);
      v = FloatVector.broadcast(SPECIES, x[x1 + i]);
      b0 = w0.fma(v, b0);
      b1 = w1.fma(v, b1);
      b2 = w2.fma(v, b2);
      b3 = w3.fma(v, b3);
      v = FloatVector.broadcast(SPECIES, x[x2 + i]);
      c0 = w0.fma(v, c0);
      c1 = w1.fma(v, c1);
      c2 = w2.fma(v, c2);
      c3 = w3.fma(v, c3);
      v = FloatVector.broadcast(SPECIES, x[x3 + i]);
      d0 = w0.fma(v, d0);
      d1 = w1.fma(v, d1);
      d2 = w2.fma(v, d2);
      d3 = w3.fma(v, d3);
    }
    FloatVector s0 = FloatVector.fromArray(SPECIES, scales, scaleAt);
    FloatVector s1 = FloatVector.fromArray(SPECIES, scales, scaleAt + L);
    FloatVector s2 = FloatVector.fromArray(SPECIES, scales, scaleAt + 2 * L);
    FloatVector s3 = FloatVector.fromArray(SPECIES, scales, scaleAt + 3 * L);
    a0.fma(s0, FloatVector.fromArray(SPECIES, y, yAt)).intoArray(y, yAt);
    a1.fma(s1, FloatVector.fromArray(SPECIES, y, yAt + L)).intoArray(y, yAt + L);
    a2.fma(s2, FloatVector.fromArray(SPECIES, y, yAt + 2 * L)).intoArray(y, yAt + 2 * L);
    a3.fma(s3, FloatVector.fromArray(SPECIES, y, yAt + 3 * L)).intoArray(y, yAt + 3 * L);
    if (tokens > 1) {
      b0.fma(s0, FloatVector.fromArray(SPECIES, y, yAt + yStride)).intoArray(y, yAt + yStride);
      b1.fma(s1, FloatVector.fromArray(SPECIES, y, yAt + yStride + L))
          .intoArray(y, yAt + yStride + L);
      b2.fma(s2, FloatVector.fromArray(SPECIES, y, yAt + yStride + 2 * L))
          .intoArray(y, yAt + yStride + 2 * L);
      b3.fma(s3, FloatVector.fromArray(SPECIES, y, yAt + yStride + 3 * L))
          .intoArray(y, yAt + yStride + 3 * L);
    }
    if (tokens > 2) {
      c0.fma(s0, FloatVector.fromArray(SPECIES, y, yAt + 2 * yStride))
          .intoArray(y, yAt + 2 * yStride);
      c1.fma(s1, FloatVector.fromArray(SPECIES, y, yAt + 2 * yStride + L))
          .intoArray(y, yAt + 2 * yStride + L);
      c2.fma(s2, FloatVector.fromArray(SPECIES, y, yAt + 2 * yStride + 2 * L))
          .intoArray(y, yAt + 2 * yStride + 2 * L);
      c3.fma(s3, FloatVector.fromArray(SPECIES, y, yAt + 2 * yStride + 3 * L))
          .intoArray(y, yAt + 2 * yStride + 3 * L);
    }
    if (tokens > 3) {
      d0.fma(s0, FloatVector.fromArray(SPECIES, y, yAt + 3 * yStride))
          .intoArray(y, yAt + 3 * yStride);
      d1.fma(s1, FloatVector.fromArray(SPECIES, y, yAt + 3 * yStride + L))
          .intoArray(y, yAt + 3 * yStride + L);
      d2.fma(s2, FloatVector.fromArray(SPECIES, y, yAt + 3 * yStride + 2 * L))
          .intoArray(y, yAt + 3 * yStride + 2 * L);
      d3.fma(s3, FloatVector.fromArray(SPECIES, y, yAt + 3 * yStride + 3 * L))
          .intoArray(y, yAt + 3 * yStride + 3 * L);
    }
  }

  /** A block of an int8 panel for six tokens: adds the scaled sums to y. */
  static void six(
      byte[] values,
      int at,
      int columns,
      float[] x,
      int xAt,
      int xStride,
      float[] scales,
      int scaleAt,
      float[] y,
      int yAt,
      int yStride) {
    int x1 = xAt + xStride;
    int x2 = x1 + xStride;
    int x3 = x2 + xStride;
    int x4 = x3 + xStride;
    int x5 = x4 + xStride;
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    FloatVector c0 = a0;
    FloatVector c1 = a0;
    FloatVector c2 = a0;
    FloatVector c3 = a0;
    FloatVector d0 = a0;
    FloatVector d1 = a0;
    FloatVector d2 = a0;
    FloatVector d3 = a0;
    FloatVector e0 = a0;
    FloatVector e1 = a0;
    FloatVector e2 = a0;
    FloatVector e3 = a0;
    FloatVector f0 = a0;
    FloatVector f1 = a0;
    FloatVector f2 = a0;
    FloatVector f3 = a0;
    for (int i = 0; i < columns; i++) {
      int w = at + i * ROWS;
      FloatVector w0 = load(values, w);
      FloatVector w1 = load(values, w + L);
      FloatVector w2 = load(values, w + 2 * L);
      FloatVector w3 = load(values, w + 3 * L);
      FloatVector v = FloatVector.broadcast(SPECIES, x[xAt + i]);
      a0 = w0.fma(v, a0);
      a1 = w1.fma(v, a1);
      a2 = w2.fma(v, a2);
      a3 = w3.fma(v, a3);
      v = FloatVector.broadcast(SPECIES, x[x1 + i]);
      b0 = w0.fma(v, b0);
      b1 = w1.fma(v, b1);
      b2 = w2.fma(v, b2);
      b3 = w3.fma(v, b3);
      v = FloatVector.broadcast(SPECIES, x[x2 + i]);
      c0 = w0.fma(v, c0);
      c1 = w1.fma(v, c1);
      c2 = w2.fma(v, c2);
      c3 = w3.fma(v, c3);
      v = FloatVector.broadcast(SPECIES, x[x3 + i]);
      d0 = w0.fma(v, d0);
      d1 = w1.fma(v, d1);
      d2 = w2.fma(v, d2);
      d3 = w3.fma(v, d3);
      v = FloatVector.broadcast(SPECIES, x[x4 + i]);
      e0 = w0.fma(v, e0);
      e1 = w1.fma(v, e1);
      e2 = w2.fma(v, e2);
      e3 = w3.fma(v, e3);
      v = FloatVector.broadcast(SPECIES, x[x5 + i]);
      f0 = w0.fma(v, f0);
      f1 = w1.fma(v, f1);
      f2 = w2.fma(v, f2);
      f3 = w3.fma(v, f3);
    }
    FloatVector s0 = FloatVector.fromArray(SPECIES, scales, scaleAt);
    FloatVector s1 = FloatVector.fromArray(SPECIES, scales, scaleAt + L);
    FloatVector s2 = FloatVector.fromArray(SPECIES, scales, scaleAt + 2 * L);
    FloatVector s3 = FloatVector.fromArray(SPECIES, scales, scaleAt + 3 * L);
    a0.fma(s0, FloatVector.fromArray(SPECIES, y, yAt)).intoArray(y, yAt);
    a1.fma(s1, FloatVector.fromArray(SPECIES, y, yAt + L)).intoArray(y, yAt + L);
    a2.fma(s2, FloatVector.fromArray(SPECIES, y, yAt + 2 * L)).intoArray(y, yAt + 2 * L);
    a3.fma(s3, FloatVector.fromArray(SPECIES, y, yAt + 3 * L)).intoArray(y, yAt + 3 * L);
    b0.fma(s0, FloatVector.fromArray(SPECIES, y, yAt + yStride)).intoArray(y, yAt + yStride);
    b1.fma(s1, FloatVector.fromArray(SPECIES, y, yAt + yStride + L))
        .intoArray(y, yAt + yStride + L);
    b2.fma(s2, FloatVector.fromArray(SPECIES, y, yAt + yStride + 2 * L))
        .intoArray(y, yAt + yStride + 2 * L);
    b3.fma(s3, FloatVector.fromArray(SPECIES, y, yAt + yStride + 3 * L))
        .intoArray(y, yAt + yStride + 3 * L);
    c0.fma(s0, FloatVector.fromArray(SPECIES, y, yAt + 2 * yStride))
        .intoArray(y, yAt + 2 * yStride);
    c1.fma(s1, FloatVector.fromArray(SPECIES, y, yAt + 2 * yStride + L))
        .intoArray(y, yAt + 2 * yStride + L);
    c2.fma(s2, FloatVector.fromArray(SPECIES, y, yAt + 2 * yStride + 2 * L))
        .intoArray(y, yAt + 2 * yStride + 2 * L);
    c3.fma(s3, FloatVector.fromArray(SPECIES, y, yAt + 2 * yStride + 3 * L))
        .intoArray(y, yAt + 2 * yStride + 3 * L);
    d0.fma(s0, FloatVector.fromArray(SPECIES, y, yAt + 3 * yStride))
        .intoArray(y, yAt + 3 * yStride);
    d1.fma(s1, FloatVector.fromArray(SPECIES, y, yAt + 3 * yStride + L))
        .intoArray(y, yAt + 3 * yStride + L);
    d2.fma(s2, FloatVector.fromArray(SPECIES, y, yAt + 3 * yStride + 2 * L))
        .intoArray(y, yAt + 3 * yStride + 2 * L);
    d3.fma(s3, FloatVector.fromArray(SPECIES, y, yAt + 3 * yStride + 3 * L))
        .intoArray(y, yAt + 3 * yStride + 3 * L);
    e0.fma(s0, FloatVector.fromArray(SPECIES, y, yAt + 4 * yStride))
        .intoArray(y, yAt + 4 * yStride);
    e1.fma(s1, FloatVector.fromArray(SPECIES, y, yAt + 4 * yStride + L))
        .intoArray(y, yAt + 4 * yStride + L);
    e2.fma(s2, FloatVector.fromArray(SPECIES, y, yAt + 4 * yStride + 2 * L))
        .intoArray(y, yAt + 4 * yStride + 2 * L);
    e3.fma(s3, FloatVector.fromArray(SPECIES, y, yAt + 4 * yStride + 3 * L))
        .intoArray(y, yAt + 4 * yStride + 3 * L);
    f0.fma(s0, FloatVector.fromArray(SPECIES, y, yAt + 5 * yStride))
        .intoArray(y, yAt + 5 * yStride);
    f1.fma(s1, FloatVector.fromArray(SPECIES, y, yAt + 5 * yStride + L))
        .intoArray(y, yAt + 5 * yStride + L);
    f2.fma(s2, FloatVector.fromArray(SPECIES, y, yAt + 5 * yStride + 2 * L))
        .intoArray(y, yAt + 5 * yStride + 2 * L);
    f3.fma(s3, FloatVector.fromArray(SPECIES, y, yAt + 5 * yStride + 3 * L))
        .intoArray(y, yAt + 5 * yStride + 3 * L);
  }

  /** A panel of floats for one token: adds the sums to y. */
  static void one(
      float[] weights, int at, int stride, int columns, float[] x, int xAt, float[] y, int yAt) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    for (int i = 0; i < columns; i++) {
      int w = at + i * stride;
      FloatVector w0 = FloatVector.fromArray(SPECIES, weights, w);
      FloatVector w1 = FloatVector.fromArray(SPECIES, weights, w + L);
      FloatVector w2 = FloatVector.fromArray(SPECIES, weights, w + 2 * L);
      FloatVector w3 = FloatVector.fromArray(SPECIES, weights, w + 3 * L);
      FloatVector v = FloatVector.broadcast(SPECIES, x[xAt + i]);
      a0 = w0.fma(v, a0);
      a1 = w1.fma(v, a1);
      a2 = w2.fma(v, a2);
      a3 = w3.fma(v, a3);
    }
    a0.add(FloatVector.fromArray(SPECIES, y, yAt)).intoArray(y, yAt);
    a1.add(FloatVector.fromArray(SPECIES, y, yAt + L)).intoArray(y, yAt + L);
    a2.add(FloatVector.fromArray(SPECIES, y, yAt + 2 * L)).intoArray(y, yAt + 2 * L);
    a3.add(FloatVector.fromArray(SPECIES, y, yAt + 3 * L)).intoArray(y, yAt + 3 * L);
  }

  /** A panel of floats for up to four tokens: adds the sums to y. */
  static void four(
      float[] weights,
      int at,
      int stride,
      int columns,
      float[] x,
      int xAt,
      int xStride,
      int tokens,
      float[] y,
      int yAt,
      int yStride) {
    int x1 = xAt + (tokens > 1 ? xStride : 0);
    int x2 = x1 + (tokens > 2 ? xStride : 0);
    int x3 = x2 + (tokens > 3 ? xStride : 0);
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    FloatVector c0 = a0;
    FloatVector c1 = a0;
    FloatVector c2 = a0;
    FloatVector c3 = a0;
    FloatVector d0 = a0;
    FloatVector d1 = a0;
    FloatVector d2 = a0;
    FloatVector d3 = a0;
    for (int i = 0; i < columns; i++) {
      int w = at + i * stride;
      FloatVector w0 = FloatVector.fromArray(SPECIES, weights, w);
      FloatVector w1 = FloatVector.fromArray(SPECIES, weights, w + L);
      FloatVector w2 = FloatVector.fromArray(SPECIES, weights, w + 2 * L);
      FloatVector w3 = FloatVector.fromArray(SPECIES, weights, w + 3 * L);
      FloatVector v = FloatVector.broadcast(SPECIES, x[xAt + i]);
      a0 = w0.fma(v, a0);
      a1 = w1.fma(v, a1);
      a2 = w2.fma(v, a2);
      a3 = w3.fma(v, a3);
      v = FloatVector.broadcast(SPECIES, x[x1 + i]);
      b0 = w0.fma(v, b0);
      b1 = w1.fma(v, b1);
      b2 = w2.fma(v, b2);
      b3 = w3.fma(v, b3);
      v = FloatVector.broadcast(SPECIES, x[x2 + i]);
      c0 = w0.fma(v, c0);
      c1 = w1.fma(v, c1);
      c2 = w2.fma(v, c2);
      c3 = w3.fma(v, c3);
      v = FloatVector.broadcast(SPECIES, x[x3 + i]);
      d0 = w0.fma(v, d0);
      d1 = w1.fma(v, d1);
      d2 = w2.fma(v, d2);
      d3 = w3.fma(v, d3);
    }
    a0.add(FloatVector.fromArray(SPECIES, y, yAt)).intoArray(y, yAt);
    a1.add(FloatVector.fromArray(SPECIES, y, yAt + L)).intoArray(y, yAt + L);
    a2.add(FloatVector.fromArray(SPECIES, y, yAt + 2 * L)).intoArray(y, yAt + 2 * L);
    a3.add(FloatVector.fromArray(SPECIES, y, yAt + 3 * L)).intoArray(y, yAt + 3 * L);
    if (tokens > 1) {
      b0.add(FloatVector.fromArray(SPECIES, y, yAt + yStride)).intoArray(y, yAt + yStride);
      b1.add(FloatVector.fromArray(SPECIES, y, yAt + yStride + L)).intoArray(y, yAt + yStride + L);
      b2.add(FloatVector.fromArray(SPECIES, y, yAt + yStride + 2 * L))
          .intoArray(y, yAt + yStride + 2 * L);
      b3.add(FloatVector.fromArray(SPECIES, y, yAt + yStride + 3 * L))
          .intoArray(y, yAt + yStride + 3 * L);
    }
    if (tokens > 2) {
      c0.add(FloatVector.fromArray(SPECIES, y, yAt + 2 * yStride)).intoArray(y, yAt + 2 * yStride);
      c1.add(FloatVector.fromArray(SPECIES, y, yAt + 2 * yStride + L))
          .intoArray(y, yAt + 2 * yStride + L);
      c2.add(FloatVector.fromArray(SPECIES, y, yAt + 2 * yStride + 2 * L))
          .intoArray(y, yAt + 2 * yStride + 2 * L);
      c3.add(FloatVector.fromArray(SPECIES, y, yAt + 2 * yStride + 3 * L))
          .intoArray(y, yAt + 2 * yStride + 3 * L);
    }
    if (tokens > 3) {
      d0.add(FloatVector.fromArray(SPECIES, y, yAt + 3 * yStride)).intoArray(y, yAt + 3 * yStride);
      d1.add(FloatVector.fromArray(SPECIES, y, yAt + 3 * yStride + L))
          .intoArray(y, yAt + 3 * yStride + L);
      d2.add(FloatVector.fromArray(SPECIES, y, yAt + 3 * yStride + 2 * L))
          .intoArray(y, yAt + 3 * yStride + 2 * L);
      d3.add(FloatVector.fromArray(SPECIES, y, yAt + 3 * yStride + 3 * L))
          .intoArray(y, yAt + 3 * yStride + 3 * L);
    }
  }

  private static FloatVector load(byte[] values, int at) {
    return (FloatVector) ByteVector.fromArray(BYTES, values, at).castShape(SPECIES, 0);
  }
}
