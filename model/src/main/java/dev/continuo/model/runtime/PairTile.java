package dev.continuo.model.runtime;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Products with pairs of bfloat16 for one token, some vectors of L rows beside each other. */
final class PairTile {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int L = SPECIES.length();
  private static final int HIGH = 0xffff_0000;

  /** The rows of four vectors. */
  static final int FOUR = 4 * L;

  /** The rows of two vectors. */
  static final int TWO = 2 * L;

  private PairTile() {}

  static void four(
      int[] weights, int at, int stride, int pairs, float[] x, int xAt, float[] y, int yAt) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    for (int i = 0; i < pairs; i++) {
      int w = at + i * stride;
      FloatVector first = FloatVector.broadcast(SPECIES, x[xAt + 2 * i]);
      FloatVector second = FloatVector.broadcast(SPECIES, x[xAt + 2 * i + 1]);
      IntVector w0 = IntVector.fromArray(INTS, weights, w);
      IntVector w1 = IntVector.fromArray(INTS, weights, w + L);
      IntVector w2 = IntVector.fromArray(INTS, weights, w + 2 * L);
      IntVector w3 = IntVector.fromArray(INTS, weights, w + 3 * L);
      a0 = high(w0).fma(second, low(w0).fma(first, a0));
      a1 = high(w1).fma(second, low(w1).fma(first, a1));
      a2 = high(w2).fma(second, low(w2).fma(first, a2));
      a3 = high(w3).fma(second, low(w3).fma(first, a3));
    }
    a0.add(FloatVector.fromArray(SPECIES, y, yAt)).intoArray(y, yAt);
    a1.add(FloatVector.fromArray(SPECIES, y, yAt + L)).intoArray(y, yAt + L);
    a2.add(FloatVector.fromArray(SPECIES, y, yAt + 2 * L)).intoArray(y, yAt + 2 * L);
    a3.add(FloatVector.fromArray(SPECIES, y, yAt + 3 * L)).intoArray(y, yAt + 3 * L);
  }

  static void two(
      int[] weights, int at, int stride, int pairs, float[] x, int xAt, float[] y, int yAt) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    for (int i = 0; i < pairs; i++) {
      int w = at + i * stride;
      FloatVector first = FloatVector.broadcast(SPECIES, x[xAt + 2 * i]);
      FloatVector second = FloatVector.broadcast(SPECIES, x[xAt + 2 * i + 1]);
      IntVector w0 = IntVector.fromArray(INTS, weights, w);
      IntVector w1 = IntVector.fromArray(INTS, weights, w + L);
      a0 = high(w0).fma(second, low(w0).fma(first, a0));
      a1 = high(w1).fma(second, low(w1).fma(first, a1));
    }
    a0.add(FloatVector.fromArray(SPECIES, y, yAt)).intoArray(y, yAt);
    a1.add(FloatVector.fromArray(SPECIES, y, yAt + L)).intoArray(y, yAt + L);
  }

  private static FloatVector low(IntVector pairs) {
    return pairs.lanewise(VectorOperators.LSHL, Short.SIZE).reinterpretAsFloats();
  }

  private static FloatVector high(IntVector pairs) {
    return pairs.and(HIGH).reinterpretAsFloats();
  }
}
