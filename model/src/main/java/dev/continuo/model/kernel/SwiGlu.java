package dev.continuo.model.kernel;

import dev.continuo.model.vector.Lanes;
import dev.continuo.model.vector.Memory;
import jdk.incubator.vector.FloatVector;

/**
 * silu(gate)·up with silu(x) = x·sigmoid(x) (Shazeer, arXiv 2002.05202), and its derivative, on
 * rows of F float32 numbers by their addresses.
 */
public final class SwiGlu {

  private SwiGlu() {}

  /** One row: gate and up give y. */
  public static void forward(long gate, long up, int channels, long y) {
    int bound = Lanes.bound(channels);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      long at = Memory.bytes(i);
      FloatVector g = Memory.load(gate + at);
      Memory.store(g.mul(Lanes.sigmoid(g)).mul(Memory.load(up + at)), y + at);
    }
    for (int i = bound; i < channels; i++) {
      long at = Memory.bytes(i);
      float g = Memory.get(gate + at);
      Memory.put(g * sigmoid(g) * Memory.get(up + at), y + at);
    }
  }

  /**
   * One row backward, from the gradient dy.
   *
   * @param dGate where gate's gradient goes, which may be gate's own place, as {@code dUp} may be
   *     up's
   */
  public static void backward(long dy, long gate, long up, int channels, long dGate, long dUp) {
    int bound = Lanes.bound(channels);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      long at = Memory.bytes(i);
      FloatVector g = Memory.load(gate + at);
      FloatVector u = Memory.load(up + at);
      FloatVector d = Memory.load(dy + at);
      FloatVector sigmoid = Lanes.sigmoid(g);
      FloatVector silu = g.mul(sigmoid);
      FloatVector derivative = sigmoid.add(silu.mul(Lanes.fill(1f).sub(sigmoid)));
      Memory.store(d.mul(silu), dUp + at);
      Memory.store(d.mul(u).mul(derivative), dGate + at);
    }
    for (int i = bound; i < channels; i++) {
      long at = Memory.bytes(i);
      float g = Memory.get(gate + at);
      float u = Memory.get(up + at);
      float d = Memory.get(dy + at);
      float sigmoid = sigmoid(g);
      float silu = g * sigmoid;
      Memory.put(d * silu, dUp + at);
      Memory.put(d * u * (sigmoid + silu * (1 - sigmoid)), dGate + at);
    }
  }

  private static float sigmoid(float x) {
    return (float) (1 / (1 + StrictMath.exp(-x)));
  }
}
