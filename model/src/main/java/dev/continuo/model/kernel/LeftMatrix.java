package dev.continuo.model.kernel;

import dev.continuo.model.aten.Aten.ScalarType;
import java.lang.foreign.MemorySegment;

/** The left matrix of a product, (rows, depth), row after row in the format of products. */
public final class LeftMatrix {

  /** Rows that are turned at a time, so that what is read and written stays in the first cache. */
  private static final int STRIPE = 64;

  private final ScalarType type;
  private int depth;
  private int stride; // words
  private final FactorMemory memory = new FactorMemory();

  /** An empty matrix. */
  public LeftMatrix(ScalarType type) {
    this.type = type;
  }

  /** Makes room; what was held is lost where the depth changes. */
  public LeftMatrix ofShape(int rows, int newDepth) {
    depth = newDepth;
    stride = Words.count(type, newDepth);
    memory.ensure(rows, stride);
    return this;
  }

  /** Takes over a row-major matrix whose rows are a stride apart. */
  public LeftMatrix fill(float[] from, int start, int fromStride, int rows, int newDepth) {
    ofShape(rows, newDepth);
    for (int row = 0; row < rows; row++) {
      Words.pack(
          type, from, start + row * fromStride, newDepth, memory.segment(), (long) row * stride);
    }
    return this;
  }

  /**
   * Takes over a row-major matrix of bfloat16 as it is.
   *
   * @param from memory, with the first element at a byte of it
   * @param fromStride from one row to the next, in elements
   */
  public LeftMatrix fillRounded(
      MemorySegment from, long start, long fromStride, int rows, int newDepth) {
    if (type != ScalarType.BFLOAT16 || newDepth % 2 != 0) {
      throw new IllegalArgumentException("not whole words of bfloat16");
    }
    ofShape(rows, newDepth);
    for (int row = 0; row < rows; row++) {
      long at = start + row * fromStride * Short.BYTES;
      MemorySegment.copy(from, at, memory.segment(), bytes((long) row * stride), bytes(stride));
    }
    return this;
  }

  /**
   * Takes over some columns; several threads may bring different ones.
   *
   * @param first column, a multiple of two
   * @param count of columns
   * @param from (count, rows): a row for each column, a stride apart
   */
  public void putColumns(int first, int count, float[] from, int start, int fromStride, int rows) {
    int perWord = Words.perWord(type);
    int wordRows = Words.count(type, count);
    Transposition transposition = Transposition.ofThread();
    MemorySegment joined = transposition.gathered(wordRows, STRIPE);
    for (int stripe = 0; stripe < rows; stripe += STRIPE) {
      int width = Math.min(STRIPE, rows - stripe);
      for (int k = 0; k < wordRows; k++) {
        int row = start + k * perWord * fromStride + stripe;
        int next = k * perWord + 1 < count ? row + fromStride : -1;
        Words.join(type, from, row, next, width, joined, k * STRIPE);
      }
      long at = (long) stripe * stride + first / perWord;
      transposition.turn(joined, 0, STRIPE, wordRows, width, memory.segment(), at, stride);
    }
  }

  ScalarType type() {
    return type;
  }

  /** The depth, the last word of a row being filled up. */
  int paddedDepth() {
    return Words.count(type, depth) * Words.perWord(type);
  }

  /** The numbers from one row to the next. */
  int stride() {
    return stride * Words.perWord(type);
  }

  /** The words of all rows, where products are the Vector API's. */
  int[] words() {
    return memory.array();
  }

  /** The place of a row from a multiple of two on among the words. */
  int at(int row, int column) {
    return row * stride + column / Words.perWord(type);
  }

  /** The memory of a row from a multiple of two on. */
  MemorySegment from(int row, int column) {
    return memory.segment().asSlice(bytes((long) row * stride + column / Words.perWord(type)));
  }

  private static long bytes(long words) {
    return words * Integer.BYTES;
  }
}
