package dev.continuo.model.backend;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.RotaryAngles;

/**
 * The rotary tables on a device.
 *
 * @param cosines (T, D/2)
 * @param sines (T, D/2)
 */
public record Rotation(Buffer cosines, Buffer sines) {

  /** The tables of a net's first positions. */
  public static Rotation of(Backend backend, ModelConfig config, int positions) {
    RotaryTables tables = RotaryTables.of(positions, RotaryAngles.of(config));
    long elements = tables.cosines().length;
    Buffer cosines = backend.allocate("cosines", ElementType.FLOAT32, elements);
    Buffer sines = backend.allocate("sines", ElementType.FLOAT32, elements);
    tables.write(backend, cosines, sines);
    return new Rotation(cosines, sines);
  }
}
