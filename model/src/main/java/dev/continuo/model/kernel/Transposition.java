package dev.continuo.model.kernel;

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
  private static final IntVector LOW = interleaving(0);
  private static final IntVector HIGH = interleaving(HALF);

  private static final ThreadLocal<Transposition> OF_THREAD =
      ThreadLocal.withInitial(Transposition::new);

  private int[] square = new int[LANES * LANES];
  private int[] shuffled = new int[LANES * LANES];

  private int[] gathered = {};

  private Transposition() {}

  /** The calling thread's. */
  static Transposition ofThread() {
    return OF_THREAD.get();
  }

  /** A place for at least so many words that are to be turned. */
  int[] gathered(int length) {
    gathered = gathered.length < length ? new int[length] : gathered;
    return gathered;
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
      int[] from, int start, int stride, int rows, int columns, int[] to, int at, int toStride) {
    int wholeRows = rows - rows % LANES;
    int wholeColumns = columns - columns % LANES;
    for (int row = 0; row < wholeRows; row += LANES) {
      for (int column = 0; column < wholeColumns; column += LANES) {
        square(
            from,
            start + row * stride + column,
            stride,
            to,
            at + column * toStride + row,
            toStride);
      }
    }
    plain(from, start, stride, 0, wholeRows, wholeColumns, columns, to, at, toStride);
    plain(from, start, stride, wholeRows, rows, 0, columns, to, at, toStride);
  }

  private void square(int[] from, int start, int stride, int[] to, int at, int toStride) {
    shuffle(from, start, stride, square, 0, LANES);
    for (int done = 2; done < HALF; done *= 2) {
      shuffle(square, 0, LANES, shuffled, 0, LANES);
      int[] free = square;
      square = shuffled;
      shuffled = free;
    }
    shuffle(square, 0, LANES, to, at, toStride);
  }

  private static void shuffle(int[] from, int start, int stride, int[] to, int at, int toStride) {
    for (int row = 0; row < HALF; row++) {
      IntVector first = IntVector.fromArray(SPECIES, from, start + row * stride);
      IntVector second = IntVector.fromArray(SPECIES, from, start + (row + HALF) * stride);
      LOW.selectFrom(first, second).intoArray(to, at + 2 * row * toStride);
      HIGH.selectFrom(first, second).intoArray(to, at + (2 * row + 1) * toStride);
    }
  }

  private static void plain(
      int[] from,
      int start,
      int stride,
      int firstRow,
      int lastRow,
      int firstColumn,
      int lastColumn,
      int[] to,
      int at,
      int toStride) {
    for (int column = firstColumn; column < lastColumn; column++) {
      for (int row = firstRow; row < lastRow; row++) {
        to[at + column * toStride + row] = from[start + row * stride + column];
      }
    }
  }
}
