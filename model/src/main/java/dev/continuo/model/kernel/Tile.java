package dev.continuo.model.kernel;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost products: a few rows of the left matrix against one panel of the right one, the sum
 * held in registers. The shapes were chosen by measuring: two rows by six vectors and four rows by
 * two keep all sums in 16 registers, where 12 sums of any squarer shape spill.
 */
final class Tile {

  static final int WIDE_VECTORS = 6;
  static final int WIDE = WIDE_VECTORS * Lanes.COUNT;
  static final int NARROW_VECTORS = 2;
  static final int NARROW = NARROW_VECTORS * Lanes.COUNT;

  private Tile() {}

  /**
   * c[0..1][0..WIDE) = a[0..1][0..depth) · b[0..depth)[0..WIDE).
   *
   * @param a row-major; the two rows begin at a0 and a1
   * @param b a panel from bo on, WIDE elements a row
   * @param c the two rows of the result begin at c0 and c1
   * @param add whether to add to what c holds
   */
  static void wide(
      float[] a,
      int a0,
      int a1,
      float[] b,
      int bo,
      int depth,
      float[] c,
      int c0,
      int c1,
      boolean add) {
    int l = Lanes.COUNT;
    FloatVector s00 = Lanes.zero();
    FloatVector s01 = Lanes.zero();
    FloatVector s02 = Lanes.zero();
    FloatVector s03 = Lanes.zero();
    FloatVector s04 = Lanes.zero();
    FloatVector s05 = Lanes.zero();
    FloatVector s10 = Lanes.zero();
    FloatVector s11 = Lanes.zero();
    FloatVector s12 = Lanes.zero();
    FloatVector s13 = Lanes.zero();
    FloatVector s14 = Lanes.zero();
    FloatVector s15 = Lanes.zero();
    for (int k = 0; k < depth; k++) {
      int bi = bo + WIDE * k;
      FloatVector b0 = Lanes.load(b, bi);
      FloatVector b1 = Lanes.load(b, bi + l);
      FloatVector b2 = Lanes.load(b, bi + 2 * l);
      FloatVector b3 = Lanes.load(b, bi + 3 * l);
      FloatVector b4 = Lanes.load(b, bi + 4 * l);
      FloatVector b5 = Lanes.load(b, bi + 5 * l);
      FloatVector x = Lanes.fill(a[a0 + k]);
      s00 = x.fma(b0, s00);
      s01 = x.fma(b1, s01);
      s02 = x.fma(b2, s02);
      s03 = x.fma(b3, s03);
      s04 = x.fma(b4, s04);
      s05 = x.fma(b5, s05);
      x = Lanes.fill(a[a1 + k]);
      s10 = x.fma(b0, s10);
      s11 = x.fma(b1, s11);
      s12 = x.fma(b2, s12);
      s13 = x.fma(b3, s13);
      s14 = x.fma(b4, s14);
      s15 = x.fma(b5, s15);
    }
    if (add) {
      s00 = s00.add(Lanes.load(c, c0));
      s01 = s01.add(Lanes.load(c, c0 + l));
      s02 = s02.add(Lanes.load(c, c0 + 2 * l));
      s03 = s03.add(Lanes.load(c, c0 + 3 * l));
      s04 = s04.add(Lanes.load(c, c0 + 4 * l));
      s05 = s05.add(Lanes.load(c, c0 + 5 * l));
      s10 = s10.add(Lanes.load(c, c1));
      s11 = s11.add(Lanes.load(c, c1 + l));
      s12 = s12.add(Lanes.load(c, c1 + 2 * l));
      s13 = s13.add(Lanes.load(c, c1 + 3 * l));
      s14 = s14.add(Lanes.load(c, c1 + 4 * l));
      s15 = s15.add(Lanes.load(c, c1 + 5 * l));
    }
    s10.intoArray(c, c1);
    s11.intoArray(c, c1 + l);
    s12.intoArray(c, c1 + 2 * l);
    s13.intoArray(c, c1 + 3 * l);
    s14.intoArray(c, c1 + 4 * l);
    s15.intoArray(c, c1 + 5 * l);
    s00.intoArray(c, c0);
    s01.intoArray(c, c0 + l);
    s02.intoArray(c, c0 + 2 * l);
    s03.intoArray(c, c0 + 3 * l);
    s04.intoArray(c, c0 + 4 * l);
    s05.intoArray(c, c0 + 5 * l);
  }

  /** The same for two rows and one narrow panel. */
  static void narrow(
      float[] a,
      int a0,
      int a1,
      float[] b,
      int bo,
      int depth,
      float[] c,
      int c0,
      int c1,
      boolean add) {
    int l = Lanes.COUNT;
    FloatVector s00 = Lanes.zero();
    FloatVector s01 = Lanes.zero();
    FloatVector s10 = Lanes.zero();
    FloatVector s11 = Lanes.zero();
    for (int k = 0; k < depth; k++) {
      int bi = bo + NARROW * k;
      FloatVector b0 = Lanes.load(b, bi);
      FloatVector b1 = Lanes.load(b, bi + l);
      FloatVector x = Lanes.fill(a[a0 + k]);
      s00 = x.fma(b0, s00);
      s01 = x.fma(b1, s01);
      x = Lanes.fill(a[a1 + k]);
      s10 = x.fma(b0, s10);
      s11 = x.fma(b1, s11);
    }
    if (add) {
      s00 = s00.add(Lanes.load(c, c0));
      s01 = s01.add(Lanes.load(c, c0 + l));
      s10 = s10.add(Lanes.load(c, c1));
      s11 = s11.add(Lanes.load(c, c1 + l));
    }
    s10.intoArray(c, c1);
    s11.intoArray(c, c1 + l);
    s00.intoArray(c, c0);
    s01.intoArray(c, c0 + l);
  }

  /** The same for four rows, rowStride apart, and one narrow panel. */
  static void narrow4(
      float[] a,
      int ao,
      int rowStride,
      float[] b,
      int bo,
      int depth,
      float[] c,
      int co,
      int resultStride,
      boolean add) {
    int l = Lanes.COUNT;
    int a1 = ao + rowStride;
    int a2 = a1 + rowStride;
    int a3 = a2 + rowStride;
    FloatVector s00 = Lanes.zero();
    FloatVector s01 = Lanes.zero();
    FloatVector s10 = Lanes.zero();
    FloatVector s11 = Lanes.zero();
    FloatVector s20 = Lanes.zero();
    FloatVector s21 = Lanes.zero();
    FloatVector s30 = Lanes.zero();
    FloatVector s31 = Lanes.zero();
    for (int k = 0; k < depth; k++) {
      int bi = bo + NARROW * k;
      FloatVector b0 = Lanes.load(b, bi);
      FloatVector b1 = Lanes.load(b, bi + l);
      FloatVector x = Lanes.fill(a[ao + k]);
      s00 = x.fma(b0, s00);
      s01 = x.fma(b1, s01);
      x = Lanes.fill(a[a1 + k]);
      s10 = x.fma(b0, s10);
      s11 = x.fma(b1, s11);
      x = Lanes.fill(a[a2 + k]);
      s20 = x.fma(b0, s20);
      s21 = x.fma(b1, s21);
      x = Lanes.fill(a[a3 + k]);
      s30 = x.fma(b0, s30);
      s31 = x.fma(b1, s31);
    }
    int c1 = co + resultStride;
    int c2 = c1 + resultStride;
    int c3 = c2 + resultStride;
    if (add) {
      s00 = s00.add(Lanes.load(c, co));
      s01 = s01.add(Lanes.load(c, co + l));
      s10 = s10.add(Lanes.load(c, c1));
      s11 = s11.add(Lanes.load(c, c1 + l));
      s20 = s20.add(Lanes.load(c, c2));
      s21 = s21.add(Lanes.load(c, c2 + l));
      s30 = s30.add(Lanes.load(c, c3));
      s31 = s31.add(Lanes.load(c, c3 + l));
    }
    s00.intoArray(c, co);
    s01.intoArray(c, co + l);
    s10.intoArray(c, c1);
    s11.intoArray(c, c1 + l);
    s20.intoArray(c, c2);
    s21.intoArray(c, c2 + l);
    s30.intoArray(c, c3);
    s31.intoArray(c, c3 + l);
  }
}
