package dev.continuo.model.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights that an optimizer's step moves, cut into chunks with a learning rate and a weight
 * decay each; a table in a device's memory.
 *
 * @param table int32, {@link #WORDS} for each
 * @param count how many
 */
public record WeightChunks(Buffer table, int count) {

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
   * @param rate the factor on the learning rate
   * @param decay weight decay
   */
  public record Chunk(long first, long moment, int elements, float rate, float decay) {}

  /** A weight cut into chunks. */
  public static List<Chunk> of(long first, long moment, long elements, double rate, double decay) {
    List<Chunk> chunks = new ArrayList<>();
    for (long from = 0; from < elements; from += LONGEST) {
      int some = (int) Math.min(LONGEST, elements - from);
      chunks.add(new Chunk(first + from, moment + from, some, (float) rate, (float) decay));
    }
    return chunks;
  }

  /** The table of some chunks on a device. */
  public static WeightChunks on(Backend backend, String name, List<Chunk> chunks) {
    Buffer table = backend.allocate(name, ElementType.INT32, Math.max(1L, chunks.size()) * WORDS);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment words = arena.allocate(table.bytes(), Long.BYTES);
      for (int i = 0; i < chunks.size(); i++) {
        Chunk chunk = chunks.get(i);
        MemorySegment at = words.asSlice((long) i * WORDS * Integer.BYTES);
        at.set(ValueLayout.JAVA_LONG, 0, chunk.first);
        at.set(ValueLayout.JAVA_LONG, 8, chunk.moment);
        at.set(ValueLayout.JAVA_INT, 16, chunk.elements);
        at.set(ValueLayout.JAVA_FLOAT, 20, chunk.rate);
        at.set(ValueLayout.JAVA_FLOAT, 24, chunk.decay);
      }
      backend.write(table, words);
    }
    return new WeightChunks(table, chunks.size());
  }

  /** The chunks that lie in a table's words. */
  public static List<Chunk> read(MemorySegment words, int count) {
    List<Chunk> chunks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      MemorySegment at = words.asSlice((long) i * WORDS * Integer.BYTES);
      chunks.add(
          new Chunk(
              at.get(ValueLayout.JAVA_LONG, 0),
              at.get(ValueLayout.JAVA_LONG, 8),
              at.get(ValueLayout.JAVA_INT, 16),
              at.get(ValueLayout.JAVA_FLOAT, 20),
              at.get(ValueLayout.JAVA_FLOAT, 24)));
    }
    return chunks;
  }
}
