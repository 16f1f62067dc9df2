package dev.continuo.model.backend;

import dev.continuo.model.device.Sizes;
import java.lang.foreign.MemorySegment;

/**
 * The angles position·base^(−2i/D) of rotary positions (Su et al., arXiv 2104.09864).
 *
 * @param cosines (T, D/2)
 * @param sines (T, D/2)
 */
@SuppressWarnings("ArrayRecordComponent")
public record RotaryTables(float[] cosines, float[] sines) {

  /** The tables of the first positions. */
  public static RotaryTables of(int time, int headSize, double base) {
    int half = headSize / 2;
    float[] cosines = new float[Sizes.arrayLength(time, half)];
    float[] sines = new float[cosines.length];
    for (int channel = 0; channel < half; channel++) {
      double frequency = Math.pow(base, -2.0 * channel / headSize);
      for (int position = 0; position < time; position++) {
        double angle = position * frequency;
        cosines[position * half + channel] = (float) Math.cos(angle);
        sines[position * half + channel] = (float) Math.sin(angle);
      }
    }
    return new RotaryTables(cosines, sines);
  }

  /** Writes both to a device. */
  public void write(Backend backend, Buffer toCosines, Buffer toSines) {
    backend.write(toCosines, MemorySegment.ofArray(cosines));
    backend.write(toSines, MemorySegment.ofArray(sines));
  }
}
