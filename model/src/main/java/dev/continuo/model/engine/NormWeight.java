package dev.continuo.model.engine;

import dev.continuo.model.kernel.RowNorm;
import dev.continuo.model.kernel.Sums;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The weight of a norm and its gradient. Each block of rows adds to a sum of its own; the sums are
 * added up in the order of the blocks, so that the result does not depend on the threads.
 */
final class NormWeight {

  private final MemorySegment weight;
  private final MemorySegment gradient;
  private final int channels;
  private final double epsilon;
  private final float[] values;
  private float[] sums = {}; // (blocks, C)

  NormWeight(Parameter parameter, double epsilon) {
    weight = parameter.weight();
    gradient = parameter.gradient();
    channels = Math.toIntExact(parameter.elements());
    values = new float[channels];
    this.epsilon = epsilon;
  }

  void refresh() {
    MemorySegment.copy(weight, ValueLayout.JAVA_FLOAT, 0, values, 0, channels);
  }

  void prepare(int blocks) {
    if (sums.length != blocks * channels) {
      sums = new float[blocks * channels];
    } else {
      Arrays.fill(sums, 0); // a pass that failed may have left some
    }
  }

  /** One row forward; gives 1/√(mean(x²) + ε). */
  float forward(float[] x, int xo, float[] y, int yo) {
    return RowNorm.forward(x, xo, values, channels, epsilon, y, yo);
  }

  /** One row forward, 1/√(mean(x²) + ε) being known. */
  void scale(float[] x, int xo, float r, float[] y, int yo) {
    RowNorm.scale(x, xo, r, values, channels, y, yo);
  }

  /** One row backward. */
  void backward(
      int block,
      float[] dy,
      int dyo,
      float[] x,
      int xo,
      float r,
      float[] dx,
      int dxo,
      boolean add) {
    RowNorm.backward(dy, dyo, x, xo, r, values, channels, dx, dxo, add, sums, block * channels);
  }

  /** Adds the blocks' sums to the gradient. */
  void addGradient() {
    for (int start = 0; start < sums.length; start += channels) {
      Sums.addTo(gradient, 0, sums, start, channels);
    }
  }
}
