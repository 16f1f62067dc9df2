package dev.continuo.model.kernel;

import dev.continuo.model.vector.Lanes;
import dev.continuo.model.vector.Memory;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * bfloat16, the upper half of a float32: rounded to nearest, ties to even. In memory the elements
 * follow one another.
 */
public final class Bfloat16 {

  /** The bits of a float32 that are left out. */
  static final int BITS = 16;

  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Short> HALF_AS_LONG =
      VectorSpecies.of(short.class, VectorShape.forBitSize(INTS.vectorBitSize() / 2));
  private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final int ALMOST_HALF = 0x7fff;

  private Bfloat16() {}

  /** Float32 bits whose upper half is the rounded number; a quiet NaN stays as it is. */
  static IntVector rounded(FloatVector numbers) {
    IntVector bits = numbers.reinterpretAsInts();
    IntVector odd = bits.lanewise(VectorOperators.LSHR, BITS).and(1);
    VectorMask<Integer> isNumber = numbers.compare(VectorOperators.EQ, numbers).cast(INTS);
    return bits.add(odd.add(ALMOST_HALF), isNumber);
  }

  /** Float32 bits whose upper half is the rounded number; a quiet NaN stays as it is. */
  static int rounded(float number) {
    int bits = Float.floatToRawIntBits(number);
    return Float.isNaN(number) ? bits : bits + ((bits >>> BITS) & 1) + ALMOST_HALF;
  }

  /** The upper halves of numbers that were rounded. */
  static ShortVector halves(IntVector rounded) {
    IntVector low = rounded.lanewise(VectorOperators.LSHR, BITS);
    return (ShortVector) low.convertShape(VectorOperators.I2S, HALF_AS_LONG, 0);
  }

  /** Elements of memory in the lower halves of words. */
  static IntVector halves(long address) {
    ShortVector halves = ShortVector.fromMemorySegment(HALF_AS_LONG, Memory.ALL, address, ORDER);
    return (IntVector) halves.convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0);
  }

  /** bfloat16 to float32. */
  private static FloatVector widened(IntVector halves) {
    return halves.lanewise(VectorOperators.LSHL, BITS).reinterpretAsFloats();
  }

  /** A number rounded to bfloat16, as its bits. */
  public static short of(float number) {
    return (short) (rounded(number) >>> BITS);
  }

  /** The number that some bits of bfloat16 stand for. */
  public static float toFloat(short bits) {
    return Float.intBitsToFloat(bits << BITS);
  }

  /** Reads so many elements of memory. */
  public static void load(long from, int count, float[] to, int at) {
    int bound = Lanes.bound(count);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      widened(halves(element(from, i))).intoArray(to, at + i);
    }
    for (int i = bound; i < count; i++) {
      to[at + i] = toFloat(Memory.ALL.get(HALF, element(from, i)));
    }
  }

  /** Writes so many elements, rounded, to memory. */
  public static void store(float[] from, int at, int count, long to) {
    int bound = Lanes.bound(count);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      halves(rounded(Lanes.load(from, at + i)))
          .intoMemorySegment(Memory.ALL, element(to, i), ORDER);
    }
    for (int i = bound; i < count; i++) {
      Memory.ALL.set(HALF, element(to, i), of(from[at + i]));
    }
  }

  /** Rounds so many float32 numbers of memory. */
  public static void round(long from, int count, long to) {
    int bound = Lanes.bound(count);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      halves(rounded(Memory.load(from + (long) i * Float.BYTES)))
          .intoMemorySegment(Memory.ALL, element(to, i), ORDER);
    }
    for (int i = bound; i < count; i++) {
      Memory.ALL.set(HALF, element(to, i), of(Memory.get(from + (long) i * Float.BYTES)));
    }
  }

  /** Widens so many elements of memory to float32. */
  public static void widen(long from, int count, long to) {
    int bound = Lanes.bound(count);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      Memory.store(widened(halves(element(from, i))), to + (long) i * Float.BYTES);
    }
    for (int i = bound; i < count; i++) {
      Memory.put(toFloat(Memory.ALL.get(HALF, element(from, i))), to + (long) i * Float.BYTES);
    }
  }

  private static long element(long first, int index) {
    return first + (long) index * Short.BYTES;
  }
}
