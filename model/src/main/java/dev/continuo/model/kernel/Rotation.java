package dev.continuo.model.kernel;

import dev.continuo.model.device.Sizes;
import dev.continuo.model.vector.Lanes;

/**
 * Rotary positions (Su et al., arXiv 2104.09864): channel i of a head turns with channel i + D/2 by
 * the angle position·base^(−2i/D), the pairing of HuggingFace's Llama and Qwen.
 */
public final class Rotation {

  private final int half;
  private final float[] cosines; // (T, D/2)
  private final float[] sines; // (T, D/2)

  /** The angles of positions 0 to length − 1. */
  public Rotation(int length, int headSize, double base) {
    half = headSize / 2;
    cosines = new float[Sizes.arrayLength(length, half)];
    sines = new float[Sizes.arrayLength(length, half)];
    for (int position = 0; position < length; position++) {
      for (int channel = 0; channel < half; channel++) {
        double angle = position * Math.pow(base, -2.0 * channel / headSize);
        cosines[position * half + channel] = (float) Math.cos(angle);
        sines[position * half + channel] = (float) Math.sin(angle);
      }
    }
  }

  /** Turns one head in place. */
  public void forward(float[] x, int xo, int position) {
    turn(x, xo, position * half, 1);
  }

  /** Turns one head's gradient back in place. */
  public void backward(float[] dx, int dxo, int position) {
    turn(dx, dxo, position * half, -1);
  }

  private void turn(float[] x, int xo, int at, float direction) {
    int bound = Lanes.bound(half);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      var first = Lanes.load(x, xo + i);
      var second = Lanes.load(x, xo + half + i);
      var cosine = Lanes.load(cosines, at + i);
      var sine = Lanes.load(sines, at + i).mul(direction);
      first.mul(cosine).sub(second.mul(sine)).intoArray(x, xo + i);
      second.mul(cosine).add(first.mul(sine)).intoArray(x, xo + half + i);
    }
    for (int i = bound; i < half; i++) {
      float first = x[xo + i];
      float second = x[xo + half + i];
      float cosine = cosines[at + i];
      float sine = sines[at + i] * direction;
      x[xo + i] = first * cosine - second * sine;
      x[xo + half + i] = second * cosine + first * sine;
    }
  }
}
