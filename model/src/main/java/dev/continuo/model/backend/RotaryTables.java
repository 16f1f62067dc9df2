package dev.continuo.model.backend;

import dev.continuo.model.config.RotaryAngles;
import dev.continuo.model.device.Sizes;
import java.lang.foreign.MemorySegment;

/**
 * The cosines and sines of {@link RotaryAngles} of the first positions.
 *
 * @param cosines (T, D/2)
 * @param sines (T, D/2)
 */
@SuppressWarnings("ArrayRecordComponent")
public record RotaryTables(float[] cosines, float[] sines) {

  /** The tables of the first positions. */
  public static RotaryTables of(int time, int headSize, double base) {
    return of(time, new RotaryAngles(headSize, base));
  }

  /** The tables of the first positions. */
  static RotaryTables of(int time, RotaryAngles angles) {
    float[] cosines = new float[Sizes.arrayLength(time, angles.count())];
    float[] sines = new float[cosines.length];
    for (int position = 0; position < time; position++) {
      angles.write(position, cosines, sines, position * angles.count());
    }
    return new RotaryTables(cosines, sines);
  }

  /** Both multiplied by a factor. */
  RotaryTables times(float factor) {
    float[][] both = {cosines.clone(), sines.clone()};
    for (float[] table : both) {
      for (int i = 0; i < table.length; i++) {
        table[i] *= factor;
      }
    }
    return new RotaryTables(both[0], both[1]);
  }

  /** Writes both to a device. */
  public void write(Backend backend, Buffer toCosines, Buffer toSines) {
    backend.write(toCosines, MemorySegment.ofArray(cosines));
    backend.write(toSines, MemorySegment.ofArray(sines));
  }
}
