package dev.continuo.model.kernel;

import dev.continuo.model.vector.Lanes;
import dev.continuo.model.vector.Memory;
import jdk.incubator.vector.FloatVector;

/**
 * x·(1 + tanh(u))/2 with u = √(2/π)·(x + 0.044715·x³), which is x·sigmoid(2u) (Hendrycks and
 * Gimpel, arXiv 1606.08415), and its derivative.
 */
public final class Gelu {

  private static final float TWICE_ROOT = (float) (2 * Math.sqrt(2 / Math.PI));
  private static final float CUBIC = 0.044715f;

  private Gelu() {}

  /** Float32 numbers by their addresses, forward. */
  public static void forward(long x, int length, long y) {
    int bound = Lanes.bound(length);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      FloatVector v = Memory.load(x + Memory.bytes(i));
      Memory.store(v.mul(gate(v)), y + Memory.bytes(i));
    }
    for (int i = bound; i < length; i++) {
      float v = Memory.get(x + Memory.bytes(i));
      Memory.put(v * gate(v), y + Memory.bytes(i));
    }
  }

  /** With s = sigmoid(2u): dx = dy·(s + x·s·(1 − s)·2u′); dx may be in the place of x or dy. */
  public static void backward(long dy, long x, int length, long dx) {
    int bound = Lanes.bound(length);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      FloatVector v = Memory.load(x + Memory.bytes(i));
      FloatVector derivative = derivative(v, gate(v));
      Memory.store(Memory.load(dy + Memory.bytes(i)).mul(derivative), dx + Memory.bytes(i));
    }
    for (int i = bound; i < length; i++) {
      float v = Memory.get(x + Memory.bytes(i));
      float derivative = derivative(v, gate(v));
      Memory.put(Memory.get(dy + Memory.bytes(i)) * derivative, dx + Memory.bytes(i));
    }
  }

  /** The derivative at x, whose gate is s. */
  static FloatVector derivative(FloatVector x, FloatVector s) {
    FloatVector one = Lanes.fill(1);
    FloatVector bend = x.mul(x).fma(Lanes.fill(3 * CUBIC), one).mul(TWICE_ROOT);
    return s.add(x.mul(s).mul(one.sub(s)).mul(bend));
  }

  /** The derivative at x, whose gate is s. */
  static float derivative(float x, float s) {
    float bend = TWICE_ROOT * (1 + 3 * CUBIC * x * x);
    return s + x * s * (1 - s) * bend;
  }

  /** sigmoid(2u). */
  static FloatVector gate(FloatVector x) {
    FloatVector inner = x.mul(x).fma(Lanes.fill(CUBIC), Lanes.fill(1)).mul(x);
    return Lanes.sigmoid(inner.mul(TWICE_ROOT));
  }

  /** sigmoid(2u). */
  static float gate(float x) {
    float inner = TWICE_ROOT * x * (1 + CUBIC * x * x);
    return (float) (1 / (1 + StrictMath.exp(-inner)));
  }
}
