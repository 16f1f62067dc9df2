package dev.continuo.trainer.step;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** The rows of a batch in the order of their ids, those of one id in their own: by counting. */
final class IdOrder {

  private final int[] starts;

  /** For ids below a bound. */
  IdOrder(int vocabulary) {
    starts = new int[vocabulary + 1];
  }

  /** Writes the order of some ids, as int32 rows counted from the first of them. */
  void write(long[] ids, int from, int count, MemorySegment order) {
    Arrays.fill(starts, 0);
    for (int i = 0; i < count; i++) {
      starts[(int) ids[from + i] + 1]++;
    }
    for (int id = 1; id < starts.length; id++) {
      starts[id] += starts[id - 1];
    }
    for (int i = 0; i < count; i++) {
      int place = starts[(int) ids[from + i]]++;
      order.setAtIndex(ValueLayout.JAVA_INT, place, i);
    }
  }
}
