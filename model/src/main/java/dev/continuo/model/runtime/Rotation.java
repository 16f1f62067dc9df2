package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.RotaryAngles;
import org.jspecify.annotations.Nullable;

/**
 * Turns heads by the {@link RotaryAngles} of their tokens' positions; a head's first channels where
 * the others stay.
 */
final class Rotation {

  private final RotaryAngles angles;
  private final float[] cosines; // (T, R/2)
  private final float[] sines; // (T, R/2)

  private Rotation(RotaryAngles angles, int mostTokens) {
    this.angles = angles;
    cosines = new float[mostTokens * angles.count()];
    sines = new float[cosines.length];
  }

  /**
   * The rotation of each layer, null where a layer has none; layers of the same angles share one.
   */
  static @Nullable Rotation[] ofLayers(ModelConfig config, int mostTokens) {
    Rotation usual = new Rotation(RotaryAngles.of(config), mostTokens);
    Rotation ofWindows = new Rotation(RotaryAngles.ofWindows(config), mostTokens);
    @Nullable Rotation[] rotations = new Rotation[config.layerCount()];
    for (int layer = 0; layer < rotations.length; layer++) {
      boolean ownBase = config.parts().hasWindowBase(layer);
      rotations[layer] = !config.parts().rotates(layer) ? null : ownBase ? ofWindows : usual;
    }
    return rotations;
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
