package dev.continuo.model.kernel;

import dev.continuo.model.vector.LaneSums;
import dev.continuo.model.vector.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * y = x·r·w with r = 1/√(mean(x²) + ε), row by row (Zhang and Sennrich, arXiv 1910.07467), and its
 * derivative.
 */
public final class RowNorm {

  private RowNorm() {}

  /**
   * One row forward; {@code y} may be {@code x}'s own place.
   *
   * @return r, which the backward pass needs
   */
  public static float forward(
      float[] x, int xo, float[] weight, int channels, double epsilon, float[] y, int yo) {
    float r = reciprocalRoot(x, xo, channels, epsilon);
    scale(x, xo, r, weight, channels, y, yo);
    return r;
  }

  private static void scale(
      float[] x, int xo, float r, float[] weight, int channels, float[] y, int yo) {
    int bound = Lanes.bound(channels);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      Lanes.load(x, xo + i).mul(r).mul(Lanes.load(weight, i)).intoArray(y, yo + i);
    }
    for (int i = bound; i < channels; i++) {
      y[yo + i] = x[xo + i] * r * weight[i];
    }
  }

  private static float reciprocalRoot(float[] x, int xo, int channels, double epsilon) {
    FloatVector squares = Lanes.zero();
    int bound = Lanes.bound(channels);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      FloatVector v = Lanes.load(x, xo + i);
      squares = v.fma(v, squares);
    }
    float sum = LaneSums.of(squares);
    for (int i = bound; i < channels; i++) {
      sum += x[xo + i] * x[xo + i];
    }
    return (float) (1 / Math.sqrt(sum / channels + epsilon));
  }

  /**
   * One row backward: with g = dy·w, dx = r·(g − x·r²·mean(g·x)) and dw += dy·x·r.
   *
   * @param add whether dx is added to what is there; dx may be dy's own place where it is not
   */
  public static void backward(
      float[] dy,
      int dyo,
      float[] x,
      int xo,
      float r,
      float[] weight,
      int channels,
      float[] dx,
      int dxo,
      boolean add,
      float[] dWeight,
      int dWeightStart) {
    int bound = Lanes.bound(channels);
    FloatVector products = Lanes.zero();
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      FloatVector slope = Lanes.load(dy, dyo + i);
      FloatVector value = Lanes.load(x, xo + i);
      products = slope.mul(Lanes.load(weight, i)).fma(value, products);
      int at = dWeightStart + i;
      slope.mul(r).fma(value, Lanes.load(dWeight, at)).intoArray(dWeight, at);
    }
    float product = LaneSums.of(products);
    for (int i = bound; i < channels; i++) {
      product += dy[dyo + i] * weight[i] * x[xo + i];
      dWeight[dWeightStart + i] += dy[dyo + i] * r * x[xo + i];
    }
    float pull = -r * r * r * product / channels;
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      FloatVector slope = Lanes.load(dy, dyo + i).mul(Lanes.load(weight, i)).mul(r);
      FloatVector result = Lanes.load(x, xo + i).fma(Lanes.fill(pull), slope);
      (add ? result.add(Lanes.load(dx, dxo + i)) : result).intoArray(dx, dxo + i);
    }
    for (int i = bound; i < channels; i++) {
      float result = x[xo + i] * pull + dy[dyo + i] * weight[i] * r;
      dx[dxo + i] = add ? dx[dxo + i] + result : result;
    }
  }
}
