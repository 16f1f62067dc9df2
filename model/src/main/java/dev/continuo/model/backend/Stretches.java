package dev.continuo.model.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Stretches of the weights that are moved alike, in a device's memory.
 *
 * @param table int32, {@link #WORDS} for each
 * @param count how many
 */
public record Stretches(Buffer table, int count) {

  /** The most elements of one. */
  public static final int LONGEST = 1 << 14;

  /** 32-bit words of one in the table. */
  public static final int WORDS = 8;

  /**
   * Elements that follow one another.
   *
   * @param first the first one's place among all weights
   * @param moment its place among the averages
   * @param elements how many
   * @param rate what the learning rate is multiplied by
   * @param decay weight decay
   */
  public record Stretch(long first, long moment, int elements, float rate, float decay) {}

  /** A weight cut into stretches. */
  public static List<Stretch> of(
      long first, long moment, long elements, double rate, double decay) {
    List<Stretch> stretches = new ArrayList<>();
    for (long from = 0; from < elements; from += LONGEST) {
      int some = (int) Math.min(LONGEST, elements - from);
      stretches.add(new Stretch(first + from, moment + from, some, (float) rate, (float) decay));
    }
    return stretches;
  }

  /** The table of some stretches on a device. */
  public static Stretches on(Backend backend, String name, List<Stretch> stretches) {
    Buffer table =
        backend.allocate(name, ElementType.INT32, Math.max(1L, stretches.size()) * WORDS);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment words = arena.allocate(table.bytes(), Long.BYTES);
      for (int i = 0; i < stretches.size(); i++) {
        Stretch stretch = stretches.get(i);
        MemorySegment at = words.asSlice((long) i * WORDS * Integer.BYTES);
        at.set(ValueLayout.JAVA_LONG, 0, stretch.first);
        at.set(ValueLayout.JAVA_LONG, 8, stretch.moment);
        at.set(ValueLayout.JAVA_INT, 16, stretch.elements);
        at.set(ValueLayout.JAVA_FLOAT, 20, stretch.rate);
        at.set(ValueLayout.JAVA_FLOAT, 24, stretch.decay);
      }
      backend.write(table, words);
    }
    return new Stretches(table, stretches.size());
  }

  /** The stretches that lie in a table's words. */
  public static List<Stretch> read(MemorySegment words, int count) {
    List<Stretch> stretches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      MemorySegment at = words.asSlice((long) i * WORDS * Integer.BYTES);
      stretches.add(
          new Stretch(
              at.get(ValueLayout.JAVA_LONG, 0),
              at.get(ValueLayout.JAVA_LONG, 8),
              at.get(ValueLayout.JAVA_INT, 16),
              at.get(ValueLayout.JAVA_FLOAT, 20),
              at.get(ValueLayout.JAVA_FLOAT, 24)));
    }
    return stretches;
  }
}
