package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;

/**
 * Rotary positions: channels i and i + D/2 of a head are turned as a point in the plane, by an
 * angle in proportion to the position.
 *
 * @see <a href="https://arxiv.org/abs/2104.09864">RoFormer</a>
 */
final class Rotation {

  private final float[] frequencies; // (D / 2), empty without rotation
  private final float[] cosines; // (T, D / 2)
  private final float[] sines; // (T, D / 2)

  Rotation(ModelConfig config, int mostTokens) {
    boolean rotary = config.architecture().rotary();
    frequencies = new float[rotary ? config.headSize() / 2 : 0];
    for (int i = 0; i < frequencies.length; i++) {
      float exponent = 2f * i / config.headSize();
      frequencies[i] = (float) (1 / Math.pow(config.rotaryBase(), exponent));
    }
    cosines = new float[mostTokens * frequencies.length];
    sines = new float[mostTokens * frequencies.length];
  }

  /** Says which position a token of the batch has. */
  void place(int token, int position) {
    int half = frequencies.length;
    for (int i = 0; i < half; i++) {
      float angle = position * frequencies[i];
      cosines[token * half + i] = (float) Math.cos(angle);
      sines[token * half + i] = (float) Math.sin(angle);
    }
  }

  /** Turns one head of a token. */
  void turn(int token, float[] x, int start) {
    int half = frequencies.length;
    for (int i = 0; i < half; i++) {
      float cosine = cosines[token * half + i];
      float sine = sines[token * half + i];
      float first = x[start + i];
      float second = x[start + half + i];
      x[start + i] = first * cosine - second * sine;
      x[start + half + i] = second * cosine + first * sine;
    }
  }
}
