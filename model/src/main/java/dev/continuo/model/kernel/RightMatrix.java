package dev.continuo.model.kernel;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.vector.Lanes;
import java.lang.foreign.MemorySegment;

/**
 * The right matrix of a product, (depth, columns), in the format and the order in which products
 * read it: panels of {@link #PANEL} columns, in each one word row after the other (see {@link
 * Words#join}).
 */
public final class RightMatrix {

  private static final int WIDE = 64;
  private static final int NARROW = 32;

  /**
   * The columns of a panel; the last one may have fewer. Those of the Vector API's tile go through
   * the first cache fastest, and with lanes of 256 bits oneDNN's kernels are faster with fewer too.
   */
  static final int PANEL =
      NativeProducts.AVAILABLE
          ? Lanes.SPECIES.vectorBitSize() < VectorTile.WIDE_BITS ? NARROW : WIDE
          : VectorTile.COLUMNS;

  private static final int TURNED = 16;

  private final ScalarType type;
  private final int columns;
  private int depth;
  private int wordRows;
  private final FactorMemory memory = new FactorMemory();

  /** An empty matrix of so many columns. */
  public RightMatrix(ScalarType type, int columns) {
    this.type = type;
    this.columns = columns;
  }

  /** Makes room; what was held is lost where the depth changes. */
  public RightMatrix ofDepth(int newDepth) {
    depth = newDepth;
    wordRows = Words.count(type, newDepth);
    memory.ensure(wordRows, columns);
    return this;
  }

  /**
   * Takes over some rows.
   *
   * @param first row, a multiple of two
   * @param from (count, columns), row-major, rows a stride apart
   */
  public void putRows(int first, int count, float[] from, int start, int stride) {
    int perWord = Words.perWord(type);
    for (int k = 0; k < count; k += perWord) {
      int row = start + k * stride;
      int next = k + 1 < count ? row + stride : -1;
      int wordRow = (first + k) / perWord;
      for (int column = 0; column < columns; column += PANEL) {
        int width = width(column);
        long at = (long) column * wordRows + (long) wordRow * width;
        int second = next < 0 ? next : next + column;
        Words.join(type, from, row + column, second, width, memory.segment(), at);
      }
    }
  }

  /**
   * Takes over some columns.
   *
   * @param first column
   * @param from (count, depth), a row for each column, a stride apart
   */
  public void putColumns(int first, int count, float[] from, int start, int stride) {
    Transposition transposition = Transposition.ofThread();
    MemorySegment packed = transposition.gathered(TURNED, wordRows);
    int done = 0;
    while (done < count) {
      int column = first + done;
      int panel = column - column % PANEL;
      int some = Math.min(Math.min(TURNED, count - done), panel + PANEL - column);
      for (int i = 0; i < some; i++) {
        Words.pack(type, from, start + (done + i) * stride, depth, packed, (long) i * wordRows);
      }
      long at = (long) panel * wordRows + column - panel;
      transposition.turn(packed, 0, wordRows, some, wordRows, memory.segment(), at, width(panel));
      done += some;
    }
  }

  /**
   * Takes over some rows that are in the format of products; in bfloat16 their number is even.
   *
   * @param first row, a multiple of two
   * @param start byte of the first element
   * @param fromStride from one row to the next, in elements
   */
  public void putRowsAsStored(
      int first, int count, MemorySegment from, long start, long fromStride) {
    int perWord = Words.perWord(type);
    long bytes = fromStride * Integer.BYTES / perWord;
    for (int k = 0; k < count; k += perWord) {
      long row = start + k * bytes;
      int wordRow = (first + k) / perWord;
      for (int column = 0; column < columns; column += PANEL) {
        int width = width(column);
        long at = (long) column * wordRows + (long) wordRow * width;
        long place = row + (long) column * Integer.BYTES / perWord;
        switch (type) {
          case FLOAT32 ->
              MemorySegment.copy(
                  from, place, memory.segment(), at * Integer.BYTES, (long) width * Integer.BYTES);
          case BFLOAT16 ->
              Words.interleave(from, place, place + bytes, width, memory.segment(), at);
        }
      }
    }
  }

  /**
   * Takes over some columns that are in the format of products; in bfloat16 the depth and the
   * stride are even.
   *
   * @param first column
   * @param start byte of the first element of the rows (count, depth)
   * @param fromStride from one row to the next, in elements
   */
  public void putColumnsAsStored(
      int first, int count, MemorySegment from, long start, long fromStride) {
    int stride = Math.toIntExact(fromStride / Words.perWord(type));
    int done = 0;
    while (done < count) {
      int column = first + done;
      int panel = column - column % PANEL;
      int some = Math.min(count - done, panel + PANEL - column);
      long at = (long) panel * wordRows + column - panel;
      long source = start / Integer.BYTES + (long) done * stride;
      Transposition.ofThread()
          .turn(from, source, stride, some, wordRows, memory.segment(), at, width(panel));
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

  /** The words of all panels, where products are the Vector API's. */
  int[] words() {
    return memory.array();
  }

  /** The place of the panel that starts with a column, from a row on, among the words. */
  int at(int column, int row) {
    return column * wordRows + row / Words.perWord(type) * width(column);
  }

  /** The memory of the panel that starts with a column, from a row on. */
  MemorySegment from(int column, int row) {
    long wordRow = row / Words.perWord(type);
    long at = (long) column * wordRows + wordRow * width(column);
    return memory.segment().asSlice(at * Integer.BYTES);
  }
}
