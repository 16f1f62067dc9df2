package dev.continuo.model.kernel;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.vector.AlignedMemory;
import dev.continuo.model.vector.Lanes;
import dev.continuo.model.vector.Memory;

/**
 * The right matrix of a product, (depth, columns), in the format and the order in which products
 * read it: panels of {@link #PANEL} columns, in each one word row after the other (see {@link
 * FactorFormat#join}). Places are addresses of bytes, strides numbers from one row to the next.
 */
public final class RightMatrix {

  private static final int WIDE_BITS = 512;
  private static final int WIDE = 64;
  private static final int NARROW = 32;

  /**
   * The columns of a panel; the last one may have fewer. Those of the Vector API's tile go through
   * L1 fastest, and with lanes of 256 bits oneDNN's kernels are faster with fewer too.
   */
  static final int PANEL =
      NativeProducts.AVAILABLE
          ? Lanes.SPECIES.vectorBitSize() < WIDE_BITS ? NARROW : WIDE
          : VectorTile.COLUMNS;

  private static final int TRANSPOSED = 16;

  private final ScalarType type;
  private final int columns;
  private int wordRows;
  private int depth;
  private final AlignedMemory memory = new AlignedMemory();

  /** An empty matrix of so many columns. */
  public RightMatrix(ScalarType type, int columns) {
    this.type = type;
    this.columns = columns;
  }

  /** Makes room; what was held is lost where the depth changes. */
  public RightMatrix ofDepth(int newDepth) {
    depth = newDepth;
    wordRows = FactorFormat.words(type, newDepth);
    memory.ensure(wordRows, columns);
    return this;
  }

  /**
   * Copies some rows.
   *
   * @param first row, a multiple of two
   * @param from (count, columns), row-major
   * @param stored whether they are in the format of products, or else float32
   */
  public void putRows(int first, int count, long from, long stride, boolean stored) {
    int perWord = FactorFormat.perWord(type);
    int bytes = stored ? FactorFormat.bytes(type) : Float.BYTES;
    for (int k = 0; k < count; k += perWord) {
      long row = from + k * stride * bytes;
      long next = k + 1 < count ? stride * bytes : 0;
      for (int column = 0; column < columns; column += PANEL) {
        long source = row + (long) column * bytes;
        long second = next == 0 ? 0 : source + next;
        long to = at(column, first + k);
        if (stored) {
          FactorFormat.joinStored(type, source, second, width(column), to);
        } else {
          FactorFormat.join(type, source, second, width(column), to);
        }
      }
    }
  }

  /**
   * Copies some columns of float32 numbers.
   *
   * @param first column
   * @param from (count, depth), a row for each column
   */
  public void putColumns(int first, int count, long from, long stride) {
    Transposition transposition = Transposition.ofThread();
    long packed = transposition.gathered(TRANSPOSED, wordRows);
    for (int done = 0; done < count; done += TRANSPOSED) {
      int some = Math.min(TRANSPOSED, count - done);
      for (int i = 0; i < some; i++) {
        long source = from + (done + i) * stride * Float.BYTES;
        long to = packed + Memory.bytes((long) i * wordRows);
        FactorFormat.pack(type, source, depth, to);
      }
      transpose(first + done, some, packed, wordRows);
    }
  }

  /**
   * Copies some columns that are in the format of products; in bfloat16 the depth and the stride
   * are even.
   *
   * @param first column
   * @param from (count, depth), a row for each column
   */
  public void putColumnsAsStored(int first, int count, long from, long stride) {
    transpose(first, count, from, Math.toIntExact(stride / FactorFormat.perWord(type)));
  }

  /** Transposes rows of words, a stride of words apart, each to a column from the first on. */
  private void transpose(int first, int count, long from, int stride) {
    int done = 0;
    while (done < count) {
      int column = first + done;
      int panel = column - column % PANEL;
      int some = Math.min(count - done, panel + PANEL - column);
      Transposition.ofThread()
          .transpose(
              from + Memory.bytes((long) done * stride),
              stride,
              some,
              wordRows,
              at(panel, 0) + Memory.bytes(column - panel),
              width(panel));
      done += some;
    }
  }

  int columns() {
    return columns;
  }

  /** How many columns the panel has that starts with a column. */
  int width(int column) {
    return Math.min(PANEL, columns - column);
  }

  /** The place of the panel that starts with a column, from a row on. */
  long at(int column, int row) {
    long wordRow = row / FactorFormat.perWord(type);
    return memory.address() + Memory.bytes((long) column * wordRows + wordRow * width(column));
  }
}
