package dev.continuo.model.kernel;

import dev.continuo.model.vector.Lanes;
import jdk.incubator.vector.FloatVector;

/** silu(gate)·up with silu(x) = x·sigmoid(x) (Shazeer, arXiv 2002.05202), and its derivative. */
public final class SwiGlu {

  private SwiGlu() {}

  /** One row: gate and up of F channels each give F. */
  public static void forward(
      float[] gate, int gateStart, float[] up, int upStart, int channels, float[] y, int yo) {
    int bound = Lanes.bound(channels);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      FloatVector g = Lanes.load(gate, gateStart + i);
      FloatVector u = Lanes.load(up, upStart + i);
      g.mul(Lanes.sigmoid(g)).mul(u).intoArray(y, yo + i);
    }
    for (int i = bound; i < channels; i++) {
      float g = gate[gateStart + i];
      y[yo + i] = g * sigmoid(g) * up[upStart + i];
    }
  }

  /**
   * One row backward, from the gradient dy of F channels.
   *
   * @param dGate where gate's gradient goes, which may be gate's own place, as {@code dUp} may be
   *     up's
   */
  public static void backward(
      float[] dy,
      int dyo,
      float[] gate,
      int gateStart,
      float[] up,
      int upStart,
      int channels,
      float[] dGate,
      int dGateStart,
      float[] dUp,
      int dUpStart) {
    int bound = Lanes.bound(channels);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      FloatVector g = Lanes.load(gate, gateStart + i);
      FloatVector u = Lanes.load(up, upStart + i);
      FloatVector d = Lanes.load(dy, dyo + i);
      FloatVector sigmoid = Lanes.sigmoid(g);
      FloatVector silu = g.mul(sigmoid);
      FloatVector slope = sigmoid.add(silu.mul(Lanes.fill(1f).sub(sigmoid)));
      d.mul(silu).intoArray(dUp, dUpStart + i);
      d.mul(u).mul(slope).intoArray(dGate, dGateStart + i);
    }
    for (int i = bound; i < channels; i++) {
      float g = gate[gateStart + i];
      float u = up[upStart + i];
      float d = dy[dyo + i];
      float sigmoid = sigmoid(g);
      float silu = g * sigmoid;
      dUp[dUpStart + i] = d * silu;
      dGate[dGateStart + i] = d * u * (sigmoid + silu * (1 - sigmoid));
    }
  }

  private static float sigmoid(float x) {
    return (float) (1 / (1 + StrictMath.exp(-x)));
  }
}
