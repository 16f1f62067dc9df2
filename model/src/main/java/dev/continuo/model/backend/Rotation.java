package dev.continuo.model.backend;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelParts;
import dev.continuo.model.config.RotaryAngles;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rotary tables on a device.
 *
 * @param cosines (T, D/2)
 * @param sines (T, D/2)
 */
public record Rotation(Buffer cosines, Buffer sines) {

  /** The tables of a net's first positions. */
  public static Rotation of(Backend backend, ModelConfig config, int positions) {
    return of(backend, config, RotaryAngles.of(config), positions);
  }

  /** The tables of each layer, null where it has none; layers of the same angles share them. */
  static List<@Nullable Rotation> ofLayers(Backend backend, ModelConfig config, int positions) {
    ModelParts parts = config.parts();
    Rotation usual = null;
    Rotation ofWindows = null;
    List<@Nullable Rotation> rotations = new ArrayList<>();
    for (int layer = 0; layer < config.layerCount(); layer++) {
      if (!parts.rotates(layer)) {
        rotations.add(null);
      } else if (parts.hasWindowBase(layer)) {
        ofWindows =
            ofWindows == null
                ? of(backend, config, RotaryAngles.ofWindows(config), positions)
                : ofWindows;
        rotations.add(ofWindows);
      } else {
        usual = usual == null ? of(backend, config, positions) : usual;
        rotations.add(usual);
      }
    }
    return rotations;
  }

  /**
   * Attention divides by √D; where a family has another factor f, queries and keys are multiplied
   * by √(f·√D) each as they are rotated.
   */
  private static Rotation of(
      Backend backend, ModelConfig config, RotaryAngles angles, int positions) {
    RotaryTables tables = RotaryTables.of(positions, angles);
    double factor = config.parts().factors().attention();
    if (factor != 0) {
      tables = tables.times((float) Math.sqrt(factor * Math.sqrt(config.headSize())));
    }
    long elements = tables.cosines().length;
    Buffer cosines = backend.allocate("cosines", ElementType.FLOAT32, elements);
    Buffer sines = backend.allocate("sines", ElementType.FLOAT32, elements);
    tables.write(backend, cosines, sines);
    return new Rotation(cosines, sines);
  }
}
