package dev.continuo.model.kernel;

import dev.continuo.model.vector.Lanes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/** Additions to arrays, in the heap and in native memory. */
public final class Sums {

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private Sums() {}

  /** Adds elements to float32 in native memory, from the offset in bytes on. */
  public static void addTo(MemorySegment target, long offset, float[] from, int start, int length) {
    MemorySegment place = target.asSlice(offset, (long) length * Float.BYTES);
    int bound = Lanes.bound(length);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector.fromMemorySegment(Lanes.SPECIES, place, at, ORDER)
          .add(Lanes.load(from, start + i))
          .intoMemorySegment(place, at, ORDER);
    }
    for (int i = bound; i < length; i++) {
      float sum = place.getAtIndex(java.lang.foreign.ValueLayout.JAVA_FLOAT, i) + from[start + i];
      place.setAtIndex(java.lang.foreign.ValueLayout.JAVA_FLOAT, i, sum);
    }
  }
}
