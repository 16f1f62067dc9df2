package dev.continuo.model.backend;

/**
 * The rotary tables on a device.
 *
 * @param cosines (T, D/2)
 * @param sines (T, D/2)
 */
record Rotation(Buffer cosines, Buffer sines) {

  static Rotation of(Workspace space) {
    RotaryTables tables =
        RotaryTables.of(space.time(), space.config().headSize(), space.config().rotaryBase());
    Buffer cosines = space.floats("cosines", tables.cosines().length);
    Buffer sines = space.floats("sines", tables.sines().length);
    tables.write(space.backend(), cosines, sines);
    return new Rotation(cosines, sines);
  }
}
