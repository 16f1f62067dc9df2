package dev.continuo.model.kernel;

import dev.continuo.model.vector.LaneSums;
import dev.continuo.model.vector.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * y = (x − m)·r·w + b with m = mean(x) and r = 1/√(variance(x) + ε), row by row (Ba et al., arXiv
 * 1607.06450), and its derivative; the weight w and the bias b have C elements.
 */
public final class RowLayerNorm {

  private RowLayerNorm() {}

  /**
   * One row forward, in place.
   *
   * @param moments where m and r go, which the backward pass needs
   */
  public static void forward(
      float[] x,
      int at,
      float[] weight,
      float[] bias,
      float epsilon,
      float[] moments,
      int momentsAt) {
    int channels = weight.length;
    int bound = Lanes.bound(channels);
    float mean = sum(x, at, channels) / channels;
    FloatVector squares = Lanes.zero();
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      FloatVector centred = Lanes.load(x, at + i).sub(mean);
      squares = centred.fma(centred, squares);
    }
    float sum = LaneSums.of(squares);
    for (int i = bound; i < channels; i++) {
      sum += (x[at + i] - mean) * (x[at + i] - mean);
    }
    float r = (float) (1 / Math.sqrt((double) sum / channels + epsilon));
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      FloatVector normed = Lanes.load(x, at + i).sub(mean).mul(r);
      normed.fma(Lanes.load(weight, i), Lanes.load(bias, i)).intoArray(x, at + i);
    }
    for (int i = bound; i < channels; i++) {
      x[at + i] = (x[at + i] - mean) * r * weight[i] + bias[i];
    }
    moments[momentsAt] = mean;
    moments[momentsAt + 1] = r;
  }

  private static float sum(float[] x, int at, int channels) {
    FloatVector sums = Lanes.zero();
    int bound = Lanes.bound(channels);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      sums = sums.add(Lanes.load(x, at + i));
    }
    float sum = LaneSums.of(sums);
    for (int i = bound; i < channels; i++) {
      sum += x[at + i];
    }
    return sum;
  }

  /**
   * One row backward: with n = (x − m)·r and g = dy·w, dx = r·(g − mean(g) − n·mean(g·n)), dw +=
   * dy·n and db += dy.
   *
   * @param add whether dx is added to what is there
   * @param sums dw (C) and then db (C), from {@code sumsAt} on
   */
  public static void backward(
      float[] dy,
      float[] x,
      int at,
      float[] weight,
      float[] moments,
      int momentsAt,
      float[] dx,
      boolean add,
      float[] sums,
      int sumsAt) {
    int channels = weight.length;
    int bound = Lanes.bound(channels);
    float mean = moments[momentsAt];
    float r = moments[momentsAt + 1];
    int biases = sumsAt + channels;
    FloatVector gradients = Lanes.zero();
    FloatVector products = Lanes.zero();
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      FloatVector d = Lanes.load(dy, at + i);
      FloatVector normed = Lanes.load(x, at + i).sub(mean).mul(r);
      FloatVector g = d.mul(Lanes.load(weight, i));
      gradients = gradients.add(g);
      products = g.fma(normed, products);
      d.fma(normed, Lanes.load(sums, sumsAt + i)).intoArray(sums, sumsAt + i);
      d.add(Lanes.load(sums, biases + i)).intoArray(sums, biases + i);
    }
    float gradient = LaneSums.of(gradients);
    float product = LaneSums.of(products);
    for (int i = bound; i < channels; i++) {
      float normed = (x[at + i] - mean) * r;
      gradient += dy[at + i] * weight[i];
      product += dy[at + i] * weight[i] * normed;
      sums[sumsAt + i] += dy[at + i] * normed;
      sums[biases + i] += dy[at + i];
    }
    float shift = gradient / channels;
    float pull = product / channels;
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      FloatVector normed = Lanes.load(x, at + i).sub(mean).mul(r);
      FloatVector g = Lanes.load(dy, at + i).mul(Lanes.load(weight, i));
      FloatVector result = normed.fma(Lanes.fill(-pull), g.sub(shift)).mul(r);
      (add ? result.add(Lanes.load(dx, at + i)) : result).intoArray(dx, at + i);
    }
    for (int i = bound; i < channels; i++) {
      float normed = (x[at + i] - mean) * r;
      float result = (dy[at + i] * weight[i] - shift - normed * pull) * r;
      dx[at + i] = add ? dx[at + i] + result : result;
    }
  }
}
