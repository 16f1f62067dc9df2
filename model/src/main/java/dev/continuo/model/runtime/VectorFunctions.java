package dev.continuo.model.runtime;

import dev.continuo.model.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementwise functions on vectors. What remains past the last whole vector is computed in a vector
 * of its own.
 */
final class VectorFunctions {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int L = SPECIES.length();

  private static final float GELU_SCALE = (float) Math.sqrt(2 / Math.PI);
  private static final float GELU_CUBE = 0.044715f;

  private VectorFunctions() {}

  static void swiGlu(float[] gate, float[] up, int start, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = start; i < start + bound; i += L) {
      FloatVector z = FloatVector.fromArray(SPECIES, gate, i);
      silu(z).mul(FloatVector.fromArray(SPECIES, up, i)).intoArray(gate, i);
    }
    if (bound < length) {
      float[] rest = new float[L];
      System.arraycopy(gate, start + bound, rest, 0, length - bound);
      silu(FloatVector.fromArray(SPECIES, rest, 0)).intoArray(rest, 0);
      for (int i = bound; i < length; i++) {
        gate[start + i] = rest[i - bound] * up[start + i];
      }
    }
  }

  static void gelu(float[] x, int start, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = start; i < start + bound; i += L) {
      gelu(FloatVector.fromArray(SPECIES, x, i)).intoArray(x, i);
    }
    if (bound < length) {
      float[] rest = new float[L];
      System.arraycopy(x, start + bound, rest, 0, length - bound);
      gelu(FloatVector.fromArray(SPECIES, rest, 0)).intoArray(rest, 0);
      System.arraycopy(rest, 0, x, start + bound, length - bound);
    }
  }

  static void softCap(float[] x, int start, int length, float cap) {
    int bound = SPECIES.loopBound(length);
    for (int i = start; i < start + bound; i += L) {
      softCap(FloatVector.fromArray(SPECIES, x, i), cap).intoArray(x, i);
    }
    if (bound < length) {
      float[] rest = new float[L];
      System.arraycopy(x, start + bound, rest, 0, length - bound);
      softCap(FloatVector.fromArray(SPECIES, rest, 0), cap).intoArray(rest, 0);
      System.arraycopy(rest, 0, x, start + bound, length - bound);
    }
  }

  /** With tanh(u) = 1 - 2 / (1 + exp(2u)). */
  private static FloatVector softCap(FloatVector z, float cap) {
    FloatVector below = Lanes.exp(z.mul(2 / cap)).add(1);
    return FloatVector.broadcast(SPECIES, -2 * cap).div(below).add(cap);
  }

  private static FloatVector silu(FloatVector z) {
    return z.div(Lanes.exp(z.neg()).add(1));
  }

  /** With (1 + tanh(u)) / 2 = 1 / (1 + exp(-2u)). */
  private static FloatVector gelu(FloatVector z) {
    FloatVector u = z.mul(z).mul(GELU_CUBE).add(1).mul(z).mul(GELU_SCALE);
    return z.div(Lanes.exp(u.mul(-2)).add(1));
  }
}
