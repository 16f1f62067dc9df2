package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.RotaryAngles;

/** Turns heads by the {@link RotaryAngles} of their tokens' positions. */
final class Rotation {

  private final RotaryAngles angles; // none without rotation
  private final float[] cosines; // (T, D/2)
  private final float[] sines; // (T, D/2)

  Rotation(ModelConfig config, int mostTokens) {
    boolean rotary = config.architecture().rotary();
    angles = new RotaryAngles(rotary ? config.headSize() : 0, config.rotaryBase());
    cosines = new float[mostTokens * angles.count()];
    sines = new float[cosines.length];
  }

  /** Says which position a token of the batch has. */
  void place(int token, int position) {
    angles.write(position, cosines, sines, token * angles.count());
  }

  /** Turns one head of a token. */
  void turn(int token, float[] x, int start) {
    int half = angles.count();
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
