package dev.continuo.model.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The right matrix of a product, (depth, columns), rearranged so that the innermost loop reads it
 * from front to back: panels of {@link Tile#WIDE} columns, then of {@link Tile#NARROW}, each row
 * after row; the last panel is filled up with zeros. Each column has the same place whatever part
 * of the depth is filled.
 */
public final class Panels {

  private static final int TRANSPOSE_BLOCK = 16;

  private final int columns;
  private final int wideCount;
  private final int narrowCount;
  private int depth;
  private float[] data = {};

  /** Empty panels for matrices of this many columns. */
  public Panels(int columns) {
    this.columns = columns;
    wideCount = columns / Tile.WIDE;
    narrowCount = Math.ceilDiv(columns - wideCount * Tile.WIDE, Tile.NARROW);
  }

  /** Makes room for a depth; what was held is lost where the depth changes. */
  public Panels ofDepth(int newDepth) {
    depth = newDepth;
    int length = Math.multiplyExact(paddedColumns(), newDepth);
    if (data.length < length) {
      data = new float[length];
    }
    return this;
  }

  int depth() {
    return depth;
  }

  int columns() {
    return columns;
  }

  int wideCount() {
    return wideCount;
  }

  float[] data() {
    return data;
  }

  /** The number of panels, which are filled independently of each other. */
  public int count() {
    return wideCount + narrowCount;
  }

  int width(int panel) {
    return panel < wideCount ? Tile.WIDE : Tile.NARROW;
  }

  int firstColumn(int panel) {
    return panel < wideCount
        ? panel * Tile.WIDE
        : wideCount * Tile.WIDE + (panel - wideCount) * Tile.NARROW;
  }

  int offset(int panel) {
    return firstColumn(panel) * depth;
  }

  /** The columns of all panels up to the one that holds the last of so many columns. */
  int roundedUp(int firstColumns) {
    int inWide = Math.min(firstColumns, wideCount * Tile.WIDE);
    int rest = Math.max(firstColumns - wideCount * Tile.WIDE, 0);
    return Math.ceilDiv(inWide, Tile.WIDE) * Tile.WIDE
        + Math.ceilDiv(rest, Tile.NARROW) * Tile.NARROW;
  }

  /** The columns of all panels, those that fill up the last among them. */
  public int paddedColumns() {
    return wideCount * Tile.WIDE + narrowCount * Tile.NARROW;
  }

  private int present(int panel) {
    return Math.min(width(panel), columns - firstColumn(panel));
  }

  /** Fills a panel from a row-major matrix (depth, columns) whose rows are stride apart. */
  public void fill(int panel, float[] from, int start, int stride) {
    int width = width(panel);
    int present = present(panel);
    int source = start + firstColumn(panel);
    int target = offset(panel);
    for (int k = 0; k < depth; k++, source += stride, target += width) {
      System.arraycopy(from, source, data, target, present);
      if (present < width) {
        Arrays.fill(data, target + present, target + width, 0);
      }
    }
  }

  /** Fills a panel from the transpose of a row-major matrix (columns, depth). */
  public void fillTransposed(int panel, float[] from, int start, int stride) {
    int width = width(panel);
    int present = present(panel);
    int first = firstColumn(panel);
    int target = offset(panel);
    for (int column = 0; column < width; column++) {
      int source = start + (first + column) * stride;
      for (int k = 0; k < depth; k++) {
        data[target + k * width + column] = column < present ? from[source + k] : 0;
      }
    }
  }

  /** Puts one row of the matrix in its place. */
  public void putRow(int row, float[] from, int start) {
    for (int panel = 0; panel < count(); panel++) {
      int width = width(panel);
      int present = present(panel);
      int target = offset(panel) + row * width;
      System.arraycopy(from, start + firstColumn(panel), data, target, present);
      if (present < width) {
        Arrays.fill(data, target + present, target + width, 0);
      }
    }
  }

  /** A row-major float32 matrix in native memory, one of several stacked by rows. */
  public record Rows(MemorySegment memory, int count) {}

  /** Fills a panel with columns of the stacked matrices themselves: (depth, columns). */
  public void fill(int panel, Iterable<Rows> stacked) {
    int width = width(panel);
    int present = present(panel);
    int target = offset(panel);
    for (Rows rows : stacked) {
      for (int row = 0; row < rows.count(); row++, target += width) {
        long source = (long) row * columns + firstColumn(panel);
        MemorySegment.copy(
            rows.memory(), ValueLayout.JAVA_FLOAT, source * Float.BYTES, data, target, present);
        if (present < width) {
          Arrays.fill(data, target + present, target + width, 0);
        }
      }
    }
  }

  /** Fills a panel with columns of the stacked matrices' transpose; they are (columns, depth). */
  public void fillTransposed(int panel, Iterable<Rows> stacked) {
    int width = width(panel);
    int first = firstColumn(panel);
    int target = offset(panel);
    float[] row = new float[depth * TRANSPOSE_BLOCK];
    int passed = 0;
    for (Rows rows : stacked) {
      int from = Math.max(first - passed, 0);
      int to = Math.min(first + present(panel) - passed, rows.count());
      for (int block = from; block < to; block += TRANSPOSE_BLOCK) {
        int count = Math.min(TRANSPOSE_BLOCK, to - block);
        long source = (long) block * depth * Float.BYTES;
        MemorySegment.copy(rows.memory(), ValueLayout.JAVA_FLOAT, source, row, 0, count * depth);
        transpose(row, count, target + passed + block - first, width);
      }
      passed += rows.count();
    }
    for (int column = present(panel); column < width; column++) {
      for (int k = 0; k < depth; k++) {
        data[target + k * width + column] = 0;
      }
    }
  }

  private void transpose(float[] rows, int count, int target, int width) {
    for (int k = 0; k < depth; k++) {
      int at = target + k * width;
      for (int i = 0; i < count; i++) {
        data[at + i] = rows[i * depth + k];
      }
    }
  }
}
