package dev.continuo.model.kernel;

import dev.continuo.model.vector.AlignedMemory;
import dev.continuo.model.vector.Memory;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The transpose of words, square by square in registers: rows a distance of L/2, L/4, …, 1 apart
 * exchange the blocks that lie off the diagonal (Eklundh, IEEE Trans. Computers C-21, 1972). Each
 * thread has its own.
 */
final class Transposition {

  private static final VectorSpecies<Integer> SPECIES =
      IntVector.SPECIES_PREFERRED.length() < 8 ? IntVector.SPECIES_128 : IntVector.SPECIES_256;
  private static final int LANES = SPECIES.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private static final VectorShuffle<Integer> SWAP_1 = swap(1);
  private static final VectorShuffle<Integer> SWAP_2 = swap(2);
  private static final VectorShuffle<Integer> SWAP_4 = swap(4);
  private static final VectorMask<Integer> ODD_1 = odd(1);
  private static final VectorMask<Integer> ODD_2 = odd(2);
  private static final VectorMask<Integer> ODD_4 = odd(4);

  private static final ThreadLocal<Transposition> OF_THREAD =
      ThreadLocal.withInitial(Transposition::new);

  private final AlignedMemory gathered = new AlignedMemory();

  private Transposition() {}

  /** The calling thread's. */
  static Transposition ofThread() {
    return OF_THREAD.get();
  }

  /** A place for at least so many rows of words that are to be transposed. */
  long gathered(int rows, int columns) {
    return gathered.ensure(rows, columns);
  }

  /** (rows, columns) to (columns, rows), rows a stride of words apart. */
  void transpose(long from, int stride, int rows, int columns, long to, int toStride) {
    int wholeRows = rows - rows % LANES;
    int wholeColumns = columns - columns % LANES;
    for (int column = 0; column < wholeColumns; column += LANES) { // writes lines one by one
      for (int row = 0; row < wholeRows; row += LANES) {
        long source = at(from, row, stride, column);
        long target = at(to, column, toStride, row);
        if (LANES == 8) {
          square8(source, Memory.bytes(stride), target, Memory.bytes(toStride));
        } else {
          square4(source, Memory.bytes(stride), target, Memory.bytes(toStride));
        }
      }
    }
    plain(from, stride, 0, wholeRows, wholeColumns, columns, to, toStride);
    plain(from, stride, wholeRows, rows, 0, columns, to, toStride);
  }

  private static long at(long start, int row, int stride, int column) {
    return start + Memory.bytes((long) row * stride + column);
  }

  private static void square8(long from, long stride, long to, long toStride) {
    IntVector a = load(from);
    IntVector b = load(from + stride);
    IntVector c = load(from + 2 * stride);
    IntVector d = load(from + 3 * stride);
    IntVector e = load(from + 4 * stride);
    IntVector f = load(from + 5 * stride);
    IntVector g = load(from + 6 * stride);
    IntVector h = load(from + 7 * stride);
    IntVector a4 = upper(a, e, SWAP_4, ODD_4);
    IntVector b4 = upper(b, f, SWAP_4, ODD_4);
    IntVector c4 = upper(c, g, SWAP_4, ODD_4);
    IntVector d4 = upper(d, h, SWAP_4, ODD_4);
    IntVector e4 = lower(a, e, SWAP_4, ODD_4);
    IntVector f4 = lower(b, f, SWAP_4, ODD_4);
    IntVector g4 = lower(c, g, SWAP_4, ODD_4);
    IntVector h4 = lower(d, h, SWAP_4, ODD_4);
    four(a4, b4, c4, d4, to, toStride);
    four(e4, f4, g4, h4, to + 4 * toStride, toStride);
  }

  private static void square4(long from, long stride, long to, long toStride) {
    four(
        load(from),
        load(from + stride),
        load(from + 2 * stride),
        load(from + 3 * stride),
        to,
        toStride);
  }

  /** Transposes the squares of 4 words in four rows, and stores them. */
  private static void four(
      IntVector a, IntVector b, IntVector c, IntVector d, long to, long toStride) {
    IntVector a2 = upper(a, c, SWAP_2, ODD_2);
    IntVector b2 = upper(b, d, SWAP_2, ODD_2);
    IntVector c2 = lower(a, c, SWAP_2, ODD_2);
    IntVector d2 = lower(b, d, SWAP_2, ODD_2);
    upper(a2, b2, SWAP_1, ODD_1).intoMemorySegment(Memory.ALL, to, ORDER);
    lower(a2, b2, SWAP_1, ODD_1).intoMemorySegment(Memory.ALL, to + toStride, ORDER);
    upper(c2, d2, SWAP_1, ODD_1).intoMemorySegment(Memory.ALL, to + 2 * toStride, ORDER);
    lower(c2, d2, SWAP_1, ODD_1).intoMemorySegment(Memory.ALL, to + 3 * toStride, ORDER);
  }

  /** The upper of two rows after its odd blocks were exchanged for the lower one's even blocks. */
  private static IntVector upper(
      IntVector upper, IntVector lower, VectorShuffle<Integer> swap, VectorMask<Integer> odd) {
    return upper.blend(lower.rearrange(swap), odd);
  }

  /** The lower of two rows after its even blocks were exchanged for the upper one's odd blocks. */
  private static IntVector lower(
      IntVector upper, IntVector lower, VectorShuffle<Integer> swap, VectorMask<Integer> odd) {
    return upper.rearrange(swap).blend(lower, odd);
  }

  private static VectorShuffle<Integer> swap(int distance) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane ^ distance) % LANES);
  }

  private static VectorMask<Integer> odd(int distance) {
    boolean[] lanes = new boolean[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      lanes[lane] = (lane & distance) != 0;
    }
    return VectorMask.fromArray(SPECIES, lanes, 0);
  }

  private static IntVector load(long address) {
    return IntVector.fromMemorySegment(SPECIES, Memory.ALL, address, ORDER);
  }

  private static void plain(
      long from,
      int stride,
      int firstRow,
      int lastRow,
      int firstColumn,
      int lastColumn,
      long to,
      int toStride) {
    for (int column = firstColumn; column < lastColumn; column++) {
      for (int row = firstRow; row < lastRow; row++) {
        Memory.putWord(Memory.word(at(from, row, stride, column)), at(to, column, toStride, row));
      }
    }
  }
}
