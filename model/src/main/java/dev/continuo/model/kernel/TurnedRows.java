package dev.continuo.model.kernel;

import dev.continuo.model.aten.Aten.ScalarType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The transpose of rows (N, columns), as the left matrix of products that add up over N. */
public final class TurnedRows {

  /** Rows in one left matrix, a multiple of the blocks in which they come. */
  private static final int STRETCH = 256;

  private final ScalarType type;
  private final int columns;
  private final List<LeftMatrix> stretches = new ArrayList<>();
  private int count;

  /** Nothing yet. */
  public TurnedRows(ScalarType type, int columns) {
    this.type = type;
    this.columns = columns;
  }

  /** Makes room for N rows; what was held is lost. */
  public void ofCount(int newCount) {
    count = newCount;
    int needed = Math.ceilDiv(newCount, STRETCH);
    while (stretches.size() < needed) {
      stretches.add(new LeftMatrix(type));
    }
    for (int i = 0; i < needed; i++) {
      stretches.get(i).ofShape(columns, Math.min(STRETCH, newCount - i * STRETCH));
    }
  }

  /** Releases its memory. */
  public void release() {
    stretches.clear();
  }

  /**
   * Takes over a block of rows, which does not cross a multiple of {@value #STRETCH}.
   *
   * @param first row, a multiple of two
   * @param from (rows, columns), row-major, rows a stride apart
   */
  public void putRows(int first, int rows, float[] from, int start, int stride) {
    stretches.get(first / STRETCH).putColumns(first % STRETCH, rows, from, start, stride, columns);
  }

  /**
   * Rows of this·x: (columns, N) and (N, I) give (columns, I).
   *
   * @param first row of the result
   * @param rows of the result
   * @param c row-major float32, where the first of these rows starts at element {@code start}
   * @param add whether to add to what c holds
   */
  public void multiply(
      int first, int rows, RightMatrix x, MemorySegment c, long start, boolean add) {
    for (int from = 0; from < count; from += STRETCH) {
      LeftMatrix stretch = stretches.get(from / STRETCH);
      boolean adding = add || from > 0;
      Product.multiply(stretch, first, rows, x, from, x.columns(), c, start, x.columns(), adding);
    }
  }
}
