package dev.continuo.model.kernel;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.vector.AlignedMemory;
import dev.continuo.model.vector.Memory;

/**
 * The left matrix of a product, (rows, depth), row after row in the format of products. Places are
 * addresses of bytes, strides numbers from one row to the next.
 */
public final class LeftMatrix {

  /**
   * Rows or columns that are transposed at a time, so that what is read and written stays in L1.
   */
  private static final int STRIPE = 64;

  /** Words after which rows would begin in the same few sets of L1. */
  private static final int ALIASED = 256;

  /** Words of a line of the cache. */
  private static final int CACHE_LINE = 16;

  private final ScalarType type;
  private int depth;
  private int stride; // words
  private final AlignedMemory own = new AlignedMemory();
  private long address;

  /** An empty matrix. */
  public LeftMatrix(ScalarType type) {
    this.type = type;
  }

  /** Makes room; what was held is lost where the depth changes. */
  public LeftMatrix ofShape(int rows, int newDepth) {
    depth = newDepth;
    stride = FactorFormat.words(type, newDepth);
    stride += stride % ALIASED == 0 ? CACHE_LINE : 0;
    address = own.ensure(rows, stride);
    return this;
  }

  /** Copies a row-major matrix of float32 numbers, rounded to the format. */
  public LeftMatrix fill(long from, long fromStride, int rows, int newDepth) {
    ofShape(rows, newDepth);
    for (int row = 0; row < rows; row++) {
      long source = from + row * fromStride * Float.BYTES;
      FactorFormat.pack(type, source, newDepth, at(row, 0));
    }
    return this;
  }

  /**
   * Refers to a row-major matrix that is in the format of products, without copying; it has to stay
   * as it is until the product is computed. In bfloat16 its depth and the stride are even.
   */
  public LeftMatrix fillAsStored(long from, long fromStride, int newDepth) {
    depth = newDepth;
    address = from;
    stride = Math.toIntExact(fromStride / FactorFormat.perWord(type));
    return this;
  }

  /**
   * Copies the transpose of a row-major matrix (depth, rows) that is in the format of products; in
   * bfloat16 the stride is even.
   */
  public LeftMatrix fillTransposedAsStored(long from, long fromStride, int rows, int newDepth) {
    ofShape(rows, newDepth);
    Transposition transposition = Transposition.ofThread();
    switch (type) {
      case FLOAT32 ->
          transposition.transpose(
              from, Math.toIntExact(fromStride), newDepth, rows, address, stride);
      case BFLOAT16 -> {
        long bytes = fromStride * Short.BYTES;
        long joined = transposition.gathered(STRIPE, rows);
        int wordRows = FactorFormat.words(type, newDepth);
        for (int first = 0; first < wordRows; first += STRIPE) {
          int count = Math.min(STRIPE, wordRows - first);
          for (int k = 0; k < count; k++) {
            int row = 2 * (first + k);
            long source = from + row * bytes;
            long second = row + 1 < newDepth ? source + bytes : 0;
            long to = joined + Memory.bytes((long) k * rows);
            FactorFormat.joinStored(type, source, second, rows, to);
          }
          transposition.transpose(joined, rows, count, rows, address + Memory.bytes(first), stride);
        }
      }
    }
    return this;
  }

  /**
   * Copies some columns, rounded; several threads may bring different ones.
   *
   * @param first column, a multiple of two
   * @param from (count, rows) of float32 numbers: a row for each column
   */
  public void putColumns(int first, int count, long from, int fromStride, int rows) {
    int perWord = FactorFormat.perWord(type);
    int wordRows = FactorFormat.words(type, count);
    Transposition transposition = Transposition.ofThread();
    long joined = transposition.gathered(wordRows, STRIPE);
    for (int stripe = 0; stripe < rows; stripe += STRIPE) {
      int width = Math.min(STRIPE, rows - stripe);
      for (int k = 0; k < wordRows; k++) {
        int column = k * perWord;
        long source = from + Memory.bytes((long) column * fromStride + stripe);
        long second = column + 1 < count ? source + Memory.bytes(fromStride) : 0;
        long to = joined + Memory.bytes((long) k * STRIPE);
        FactorFormat.join(type, source, second, width, to);
      }
      transposition.transpose(joined, STRIPE, wordRows, width, at(stripe, first), stride);
    }
  }

  ScalarType type() {
    return type;
  }

  /** The depth, the last word of a row being filled up. */
  int paddedDepth() {
    return FactorFormat.words(type, depth) * FactorFormat.perWord(type);
  }

  /** The numbers from one row to the next. */
  int stride() {
    return stride * FactorFormat.perWord(type);
  }

  /** The place of a row from a multiple of two on. */
  long at(int row, int column) {
    return address + Memory.bytes((long) row * stride + column / FactorFormat.perWord(type));
  }
}
