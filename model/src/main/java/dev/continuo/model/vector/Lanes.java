package dev.continuo.model.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The machine's vectors of float32, and what every kernel computes with them. */
public final class Lanes {

  public static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  public static final int COUNT = SPECIES.length();

  private static final float LOG2_E = 1.442695f;
  private static final float LN2_HIGH = 0.6933594f;
  private static final float LN2_LOW = -2.1219444e-4f;
  private static final float ROUNDING = 12582912f; // 1.5 · 2^23: adding it rounds to an integer
  private static final int EXPONENT_SHIFT = 23;
  private static final float LOWEST = -87f;
  private static final float HIGHEST = 88f;

  private Lanes() {}

  public static FloatVector load(float[] from, int index) {
    return FloatVector.fromArray(SPECIES, from, index);
  }

  public static FloatVector fill(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  public static FloatVector zero() {
    return FloatVector.zero(SPECIES);
  }

  /** The first multiple of the lane count that is not above the length, for the main loop. */
  public static int bound(int length) {
    return SPECIES.loopBound(length);
  }

  /**
   * e^x with a relative error of a few units in the last place (Cephes' polynomial), x being
   * clamped to the exponents of normal numbers. Unlike the library's, the same before and after
   * compilation.
   */
  public static FloatVector exp(FloatVector exponent) {
    FloatVector x = exponent.max(LOWEST).min(HIGHEST);
    FloatVector shifted = x.fma(fill(LOG2_E), fill(ROUNDING));
    FloatVector n = shifted.sub(ROUNDING);
    FloatVector r = n.fma(fill(-LN2_LOW), n.fma(fill(-LN2_HIGH), x));
    FloatVector p = fill(1.9875691e-4f);
    p = p.fma(r, fill(0.0013981999f));
    p = p.fma(r, fill(0.008333452f));
    p = p.fma(r, fill(0.041665796f));
    p = p.fma(r, fill(0.16666666f));
    p = p.fma(r, fill(0.5f));
    p = p.fma(r.mul(r), r).add(1f);
    IntVector power = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, EXPONENT_SHIFT);
    return p.reinterpretAsInts().add(power).reinterpretAsFloats();
  }

  /** 1/(1 + e^−x). */
  public static FloatVector sigmoid(FloatVector x) {
    FloatVector small = exp(x.abs().neg()); // in (0, 1]
    FloatVector bottom = small.add(1f);
    VectorMask<Float> negative = x.compare(VectorOperators.LT, 0f);
    return fill(1f).blend(small, negative).div(bottom);
  }
}
