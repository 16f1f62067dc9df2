package dev.continuo.model.kernel;

import dev.continuo.model.aten.Aten.ScalarType;
import java.lang.foreign.MemorySegment;

/** The left matrix of a product, (rows, depth), row after row in the format of products. */
public final class LeftMatrix {

  /**
   * Rows or columns that are turned at a time, so that what is read and written stays in the first
   * cache.
   */
  private static final int STRIPE = 64;

  /** Words after which rows would begin in the same few sets of the first cache. */
  private static final int ALIASED = 256;

  /** Words of a line of the cache. */
  private static final int CACHE_LINE = 16;

  private final ScalarType type;
  private int depth;
  private int stride; // words
  private final FactorMemory own = new FactorMemory();
  private MemorySegment memory = own.segment();

  /** An empty matrix. */
  public LeftMatrix(ScalarType type) {
    this.type = type;
  }

  /** Makes room; what was held is lost where the depth changes. */
  public LeftMatrix ofShape(int rows, int newDepth) {
    depth = newDepth;
    stride = Words.count(type, newDepth);
    stride += stride % ALIASED == 0 ? CACHE_LINE : 0;
    memory = MemorySegment.NULL;
    memory = own.ensure(rows, stride);
    return this;
  }

  /** Takes over a row-major matrix whose rows are a stride apart. */
  public LeftMatrix fill(float[] from, int start, int fromStride, int rows, int newDepth) {
    ofShape(rows, newDepth);
    for (int row = 0; row < rows; row++) {
      Words.pack(type, from, start + row * fromStride, newDepth, memory, (long) row * stride);
    }
    return this;
  }

  /**
   * Takes a row-major matrix that is in the format of products; in bfloat16 its depth and the
   * stride are even.
   *
   * @param from memory that stays as it is until the product is computed
   * @param start byte of the first element
   * @param fromStride from one row to the next, in elements
   */
  public LeftMatrix fillAsStored(
      MemorySegment from, long start, long fromStride, int rows, int newDepth) {
    int perWord = Words.perWord(type);
    if (NativeProducts.AVAILABLE) {
      depth = newDepth;
      memory = from.asSlice(start);
      stride = Math.toIntExact(fromStride / perWord);
      return this;
    }
    ofShape(rows, newDepth);
    int words = Words.count(type, newDepth);
    for (int row = 0; row < rows; row++) {
      long at = start + row * fromStride * Integer.BYTES / perWord;
      MemorySegment.copy(from, at, memory, bytes((long) row * stride), bytes(words));
    }
    return this;
  }

  /**
   * Takes the transpose of a row-major matrix that is in the format of products; in bfloat16 its
   * depth is even.
   *
   * @param start byte of the first element
   * @param fromStride from one row of the matrix (depth, rows) to the next, in elements
   */
  public LeftMatrix fillTransposedAsStored(
      MemorySegment from, long start, long fromStride, int rows, int newDepth) {
    ofShape(rows, newDepth);
    Transposition transposition = Transposition.ofThread();
    switch (type) {
      case FLOAT32 ->
          transposition.turn(
              from,
              start / Integer.BYTES,
              Math.toIntExact(fromStride),
              newDepth,
              rows,
              memory,
              0,
              stride);
      case BFLOAT16 -> {
        long bytes = fromStride * Short.BYTES;
        MemorySegment joined = transposition.gathered(STRIPE, rows);
        int wordRows = Words.count(type, newDepth);
        for (int first = 0; first < wordRows; first += STRIPE) {
          int count = Math.min(STRIPE, wordRows - first);
          for (int k = 0; k < count; k++) {
            long row = start + 2L * (first + k) * bytes;
            Words.interleave(from, row, row + bytes, rows, joined, (long) k * rows);
          }
          transposition.turn(joined, 0, rows, count, rows, memory, first, stride);
        }
      }
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
        Words.join(type, from, row, next, width, joined, (long) k * STRIPE);
      }
      long at = (long) stripe * stride + first / perWord;
      transposition.turn(joined, 0, STRIPE, wordRows, width, memory, at, stride);
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
    return own.array();
  }

  /** The place of a row from a multiple of two on among the words. */
  int at(int row, int column) {
    return row * stride + column / Words.perWord(type);
  }

  /** The memory of a row from a multiple of two on. */
  MemorySegment from(int row, int column) {
    return memory.asSlice(bytes((long) row * stride + column / Words.perWord(type)));
  }

  private static long bytes(long words) {
    return words * Integer.BYTES;
  }
}
