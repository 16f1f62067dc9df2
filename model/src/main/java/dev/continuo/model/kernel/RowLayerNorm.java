package dev.continuo.model.kernel;

import dev.continuo.model.vector.LaneSums;
import dev.continuo.model.vector.Lanes;
import dev.continuo.model.vector.Memory;
import jdk.incubator.vector.FloatVector;

/**
 * y = (x − m)·r·w + b with m = mean(x) and r = 1/√(variance(x) + ε), row by row (Ba et al., arXiv
 * 1607.06450), and its derivative; the weight w and the bias b have C elements, and so have rows,
 * float32 numbers by their addresses.
 */
public final class RowLayerNorm {

  private RowLayerNorm() {}

  /**
   * One row forward; {@code y} may be {@code x}'s own place.
   *
   * @param moments where m and r go, which the backward pass needs
   */
  public static void forward(
      long x, float[] weight, float[] bias, float epsilon, long y, float[] moments, int momentsAt) {
    int channels = weight.length;
    int bound = Lanes.bound(channels);
    float mean = sum(x, channels) / channels;
    FloatVector squares = Lanes.zero();
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      FloatVector centred = Memory.load(x + Memory.bytes(i)).sub(mean);
      squares = centred.fma(centred, squares);
    }
    float sum = LaneSums.of(squares);
    for (int i = bound; i < channels; i++) {
      float centred = Memory.get(x + Memory.bytes(i)) - mean;
      sum += centred * centred;
    }
    float r = (float) (1 / Math.sqrt((double) sum / channels + epsilon));
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      FloatVector normed = Memory.load(x + Memory.bytes(i)).sub(mean).mul(r);
      Memory.store(normed.fma(Lanes.load(weight, i), Lanes.load(bias, i)), y + Memory.bytes(i));
    }
    for (int i = bound; i < channels; i++) {
      long at = Memory.bytes(i);
      Memory.put((Memory.get(x + at) - mean) * r * weight[i] + bias[i], y + at);
    }
    moments[momentsAt] = mean;
    moments[momentsAt + 1] = r;
  }

  private static float sum(long x, int channels) {
    FloatVector sums = Lanes.zero();
    int bound = Lanes.bound(channels);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      sums = sums.add(Memory.load(x + Memory.bytes(i)));
    }
    float sum = LaneSums.of(sums);
    for (int i = bound; i < channels; i++) {
      sum += Memory.get(x + Memory.bytes(i));
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
      long dy,
      long x,
      float[] weight,
      float[] moments,
      int momentsAt,
      long dx,
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
      FloatVector d = Memory.load(dy + Memory.bytes(i));
      FloatVector normed = Memory.load(x + Memory.bytes(i)).sub(mean).mul(r);
      FloatVector g = d.mul(Lanes.load(weight, i));
      gradients = gradients.add(g);
      products = g.fma(normed, products);
      d.fma(normed, Lanes.load(sums, sumsAt + i)).intoArray(sums, sumsAt + i);
      d.add(Lanes.load(sums, biases + i)).intoArray(sums, biases + i);
    }
    float gradient = LaneSums.of(gradients);
    float product = LaneSums.of(products);
    for (int i = bound; i < channels; i++) {
      float normed = (Memory.get(x + Memory.bytes(i)) - mean) * r;
      float d = Memory.get(dy + Memory.bytes(i));
      gradient += d * weight[i];
      product += d * weight[i] * normed;
      sums[sumsAt + i] += d * normed;
      sums[biases + i] += d;
    }
    float shift = gradient / channels;
    float pull = product / channels;
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      FloatVector normed = Memory.load(x + Memory.bytes(i)).sub(mean).mul(r);
      FloatVector g = Memory.load(dy + Memory.bytes(i)).mul(Lanes.load(weight, i));
      FloatVector result = normed.fma(Lanes.fill(-pull), g.sub(shift)).mul(r);
      long at = Memory.bytes(i);
      Memory.store(add ? result.add(Memory.load(dx + at)) : result, dx + at);
    }
    for (int i = bound; i < channels; i++) {
      long at = Memory.bytes(i);
      float normed = (Memory.get(x + at) - mean) * r;
      float result = (Memory.get(dy + at) * weight[i] - shift - normed * pull) * r;
      Memory.put(add ? Memory.get(dx + at) + result : result, dx + at);
    }
  }
}
