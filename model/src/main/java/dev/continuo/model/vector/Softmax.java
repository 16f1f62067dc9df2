package dev.continuo.model.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** e^x over its sum, row by row, on rows in place. */
public final class Softmax {

  private Softmax() {}

  /** The largest element; its order does not matter. */
  public static float max(float[] x, int xo, int length) {
    FloatVector largest = Lanes.fill(Float.NEGATIVE_INFINITY);
    int bound = Lanes.bound(length);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      largest = largest.max(Lanes.load(x, xo + i));
    }
    float max = largest.reduceLanes(VectorOperators.MAX);
    for (int i = bound; i < length; i++) {
      max = Math.max(max, x[xo + i]);
    }
    return max;
  }

  /** Replaces each element by e^(factor·x − shift) and gives their sum. */
  public static float exponentials(float[] x, int xo, int length, float factor, float shift) {
    FloatVector sums = Lanes.zero();
    FloatVector minus = Lanes.fill(-shift);
    int bound = Lanes.bound(length);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      FloatVector e = Lanes.exp(Lanes.load(x, xo + i).fma(Lanes.fill(factor), minus));
      e.intoArray(x, xo + i);
      sums = sums.add(e);
    }
    if (bound < length) {
      VectorMask<Float> present = Lanes.SPECIES.indexInRange(bound, length);
      FloatVector last = FloatVector.fromArray(Lanes.SPECIES, x, xo + bound, present);
      FloatVector e = Lanes.exp(last.fma(Lanes.fill(factor), minus));
      e.intoArray(x, xo + bound, present);
      sums = sums.add(e, present);
    }
    return LaneSums.of(sums);
  }

  public static void scale(float[] x, int xo, int length, float factor) {
    int bound = Lanes.bound(length);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      Lanes.load(x, xo + i).mul(factor).intoArray(x, xo + i);
    }
    for (int i = bound; i < length; i++) {
      x[xo + i] *= factor;
    }
  }
}
