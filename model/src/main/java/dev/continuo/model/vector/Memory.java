package dev.continuo.model.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * This process's memory by address. All of it is one constant segment: compiled code then knows
 * what kind it reads and writes, which it does not of segments that come as arguments.
 */
public final class Memory {

  /** From address 0 on. */
  @SuppressWarnings("restricted")
  public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final VectorSpecies<Integer> WORDS = IntVector.SPECIES_PREFERRED;
  private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private Memory() {}

  /** The bytes of so many words of 32 bits. */
  public static long bytes(long words) {
    return words * Integer.BYTES;
  }

  /** A vector of float32. */
  public static FloatVector load(long address) {
    return FloatVector.fromMemorySegment(Lanes.SPECIES, ALL, address, ORDER);
  }

  public static void store(FloatVector numbers, long address) {
    numbers.intoMemorySegment(ALL, address, ORDER);
  }

  /** A vector of words of 32 bits. */
  public static IntVector words(long address) {
    return IntVector.fromMemorySegment(WORDS, ALL, address, ORDER);
  }

  public static void store(IntVector words, long address) {
    words.intoMemorySegment(ALL, address, ORDER);
  }

  public static int word(long address) {
    return ALL.get(WORD, address);
  }

  public static void putWord(int word, long address) {
    ALL.set(WORD, address, word);
  }

  public static float get(long address) {
    return ALL.get(FLOAT, address);
  }

  public static void put(float number, long address) {
    ALL.set(FLOAT, address, number);
  }

  /** Makes float32 numbers zero. */
  public static void clear(long address, long count) {
    ALL.asSlice(address, bytes(count)).fill((byte) 0);
  }

  /** Copies float32 numbers to an array. */
  public static void get(long from, int count, float[] to, int at) {
    int bound = Lanes.bound(count);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      load(from + bytes(i)).intoArray(to, at + i);
    }
    for (int i = bound; i < count; i++) {
      to[at + i] = get(from + bytes(i));
    }
  }

  /** Copies float32 numbers of an array. */
  public static void put(float[] from, int at, int count, long to) {
    int bound = Lanes.bound(count);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      store(Lanes.load(from, at + i), to + bytes(i));
    }
    for (int i = bound; i < count; i++) {
      put(from[at + i], to + bytes(i));
    }
  }
}
