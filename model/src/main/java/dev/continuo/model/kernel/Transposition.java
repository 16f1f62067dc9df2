package dev.continuo.model.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The transpose of words. A square of L rows of L lanes is turned by log₂ L perfect shuffles: with
 * rows i and i + L/2 interleaved to rows 2i and 2i + 1, the bits of each word's address rotate by
 * one place. Each thread has its own.
 */
final class Transposition {

  private static final VectorSpecies<Integer> SPECIES = IntVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int HALF = LANES / 2;
  private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final IntVector LOW = interleaving(0);
  private static final IntVector HIGH = interleaving(HALF);

  private static final ThreadLocal<Transposition> OF_THREAD =
      ThreadLocal.withInitial(Transposition::new);

  private MemorySegment square = new FactorMemory().ensure(LANES, LANES);
  private MemorySegment shuffled = new FactorMemory().ensure(LANES, LANES);
  private final FactorMemory gathered = new FactorMemory();

  private Transposition() {}

  /** The calling thread's. */
  static Transposition ofThread() {
    return OF_THREAD.get();
  }

  /** A place for at least so many rows of words that are to be turned. */
  MemorySegment gathered(int rows, int columns) {
    return gathered.ensure(rows, columns);
  }

  private static IntVector interleaving(int first) {
    int[] lanes = new int[LANES];
    for (int i = 0; i < LANES; i++) {
      lanes[i] = first + i / 2 + i % 2 * LANES;
    }
    return IntVector.fromArray(SPECIES, lanes, 0);
  }

  /** (rows, columns) at {@code start} to (columns, rows) at {@code at}, rows a stride apart. */
  void turn(
      MemorySegment from,
      long start,
      int stride,
      int rows,
      int columns,
      MemorySegment to,
      long at,
      int toStride) {
    int wholeRows = rows - rows % LANES;
    int wholeColumns = columns - columns % LANES;
    for (int row = 0; row < wholeRows; row += LANES) {
      for (int column = 0; column < wholeColumns; column += LANES) {
        square(
            from,
            start + (long) row * stride + column,
            stride,
            to,
            at + (long) column * toStride + row,
            toStride);
      }
    }
    plain(from, start, stride, 0, wholeRows, wholeColumns, columns, to, at, toStride);
    plain(from, start, stride, wholeRows, rows, 0, columns, to, at, toStride);
  }

  private void square(
      MemorySegment from, long start, int stride, MemorySegment to, long at, int toStride) {
    shuffle(from, start, stride, square, 0, LANES);
    for (int done = 2; done < HALF; done *= 2) {
      shuffle(square, 0, LANES, shuffled, 0, LANES);
      MemorySegment free = square;
      square = shuffled;
      shuffled = free;
    }
    shuffle(square, 0, LANES, to, at, toStride);
  }

  private static void shuffle(
      MemorySegment from, long start, int stride, MemorySegment to, long at, int toStride) {
    for (int row = 0; row < HALF; row++) {
      IntVector first = load(from, start + (long) row * stride);
      IntVector second = load(from, start + (long) (row + HALF) * stride);
      long place = at + 2L * row * toStride;
      LOW.selectFrom(first, second).intoMemorySegment(to, bytes(place), ORDER);
      HIGH.selectFrom(first, second).intoMemorySegment(to, bytes(place + toStride), ORDER);
    }
  }

  private static IntVector load(MemorySegment from, long at) {
    return IntVector.fromMemorySegment(SPECIES, from, bytes(at), ORDER);
  }

  private static long bytes(long words) {
    return words * Integer.BYTES;
  }

  private static void plain(
      MemorySegment from,
      long start,
      int stride,
      int firstRow,
      int lastRow,
      int firstColumn,
      int lastColumn,
      MemorySegment to,
      long at,
      int toStride) {
    for (int column = firstColumn; column < lastColumn; column++) {
      for (int row = firstRow; row < lastRow; row++) {
        int word = from.get(WORD, bytes(start + (long) row * stride + column));
        to.set(WORD, bytes(at + (long) column * toStride + row), word);
      }
    }
  }
}
