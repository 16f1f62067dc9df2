package dev.continuo.model.kernel;

import dev.continuo.model.vector.LaneSums;
import dev.continuo.model.vector.Lanes;
import dev.continuo.model.vector.Memory;
import jdk.incubator.vector.FloatVector;

/**
 * y = x·r·w with r = 1/√(mean(x²) + ε), row by row (Zhang and Sennrich, arXiv 1910.07467), and its
 * derivative. Rows are C float32 numbers by their addresses.
 */
public final class RowNorm {

  private RowNorm() {}

  /**
   * One row forward; {@code y} may be {@code x}'s own place.
   *
   * @return r, which the backward pass needs
   */
  public static float forward(long x, float[] weight, int channels, double epsilon, long y) {
    float r = reciprocalRoot(x, channels, epsilon);
    int bound = Lanes.bound(channels);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      long at = Memory.bytes(i);
      Memory.store(Memory.load(x + at).mul(r).mul(Lanes.load(weight, i)), y + at);
    }
    for (int i = bound; i < channels; i++) {
      long at = Memory.bytes(i);
      Memory.put(Memory.get(x + at) * r * weight[i], y + at);
    }
    return r;
  }

  private static float reciprocalRoot(long x, int channels, double epsilon) {
    FloatVector squares = Lanes.zero();
    int bound = Lanes.bound(channels);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      FloatVector v = Memory.load(x + Memory.bytes(i));
      squares = v.fma(v, squares);
    }
    float sum = LaneSums.of(squares);
    for (int i = bound; i < channels; i++) {
      float v = Memory.get(x + Memory.bytes(i));
      sum += v * v;
    }
    return (float) (1 / Math.sqrt(sum / channels + epsilon));
  }

  /**
   * One row backward: with g = dy·w, dx = r·(g − x·r²·mean(g·x)) and dw += dy·x·r.
   *
   * @param dx which may be dy's own place where nothing is added
   * @param add whether dx is added to what is there
   * @param dWeight dw, from {@code dWeightStart} on
   */
  public static void backward(
      long dy,
      long x,
      float r,
      float[] weight,
      int channels,
      long dx,
      boolean add,
      float[] dWeight,
      int dWeightStart) {
    int bound = Lanes.bound(channels);
    FloatVector products = Lanes.zero();
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      long at = Memory.bytes(i);
      FloatVector gradient = Memory.load(dy + at);
      FloatVector value = Memory.load(x + at);
      products = gradient.mul(Lanes.load(weight, i)).fma(value, products);
      int place = dWeightStart + i;
      gradient.mul(r).fma(value, Lanes.load(dWeight, place)).intoArray(dWeight, place);
    }
    float product = LaneSums.of(products);
    for (int i = bound; i < channels; i++) {
      long at = Memory.bytes(i);
      float gradient = Memory.get(dy + at);
      float value = Memory.get(x + at);
      product += gradient * weight[i] * value;
      dWeight[dWeightStart + i] += gradient * r * value;
    }
    float pull = -r * r * r * product / channels;
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      long at = Memory.bytes(i);
      FloatVector scaled = Memory.load(dy + at).mul(Lanes.load(weight, i)).mul(r);
      FloatVector result = Memory.load(x + at).fma(Lanes.fill(pull), scaled);
      Memory.store(add ? result.add(Memory.load(dx + at)) : result, dx + at);
    }
    for (int i = bound; i < channels; i++) {
      long at = Memory.bytes(i);
      float result = Memory.get(x + at) * pull + Memory.get(dy + at) * weight[i] * r;
      Memory.put(add ? Memory.get(dx + at) + result : result, dx + at);
    }
  }
}
