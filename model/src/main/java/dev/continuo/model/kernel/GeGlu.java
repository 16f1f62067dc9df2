package dev.continuo.model.kernel;

import dev.continuo.model.vector.Lanes;
import dev.continuo.model.vector.Memory;
import jdk.incubator.vector.FloatVector;

/**
 * {@link Gelu gelu}(gate)·up (Shazeer, arXiv 2002.05202), and its derivative, on rows of F float32
 * numbers by their addresses.
 */
public final class GeGlu {

  private GeGlu() {}

  /** One row: gate and up give y. */
  public static void forward(long gate, long up, int channels, long y) {
    Gelu.forward(gate, channels, y);
    int bound = Lanes.bound(channels);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      long at = Memory.bytes(i);
      Memory.store(Memory.load(y + at).mul(Memory.load(up + at)), y + at);
    }
    for (int i = bound; i < channels; i++) {
      long at = Memory.bytes(i);
      Memory.put(Memory.get(y + at) * Memory.get(up + at), y + at);
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
      FloatVector d = Memory.load(dy + at);
      FloatVector u = Memory.load(up + at);
      FloatVector s = Gelu.gate(g);
      Memory.store(d.mul(g).mul(s), dUp + at);
      Memory.store(d.mul(u).mul(Gelu.derivative(g, s)), dGate + at);
    }
    for (int i = bound; i < channels; i++) {
      long at = Memory.bytes(i);
      float g = Memory.get(gate + at);
      float d = Memory.get(dy + at);
      float u = Memory.get(up + at);
      float s = Gelu.gate(g);
      Memory.put(d * g * s, dUp + at);
      Memory.put(d * u * Gelu.derivative(g, s), dGate + at);
    }
  }
}
