package dev.continuo.model.kernel;

/** Matrix products against {@link Panels}. */
public final class Product {

  private static final int DEPTH_BLOCK = 512;

  /** Where the product of a cut-off panel lands before its present columns are taken. */
  private final float[] edge = new float[4 * Tile.WIDE];

  /**
   * c = a·b, or c += a·b: (rows, depth) and (depth, columns) give (rows, columns).
   *
   * @param a row-major from {@code ao}, rows {@code as} elements apart
   * @param c row-major from {@code co}, rows {@code cs} elements apart
   * @param add whether to add to what c holds
   */
  public void multiply(
      float[] a, int ao, int as, int rows, Panels b, float[] c, int co, int cs, boolean add) {
    multiply(a, ao, as, rows, b, b.columns(), 0, b.depth(), c, co, cs, add);
  }

  /** The same with only the first columns of b, and of its rows a stretch: the depth. */
  public void multiply(
      float[] a,
      int ao,
      int as,
      int rows,
      Panels b,
      int columns,
      int first,
      int depth,
      float[] c,
      int co,
      int cs,
      boolean add) {
    for (int from = 0; from < depth; from += DEPTH_BLOCK) {
      int block = Math.min(DEPTH_BLOCK, depth - from);
      boolean adding = add || from > 0;
      for (int panel = 0; panel < b.count() && b.firstColumn(panel) < columns; panel++) {
        int bo = b.offset(panel) + (first + from) * b.width(panel);
        int at = co + b.firstColumn(panel);
        int present = Math.min(b.width(panel), columns - b.firstColumn(panel));
        if (present < b.width(panel)) {
          edge(a, ao + from, as, rows, b, panel, bo, block, c, at, cs, present, adding);
        } else if (panel < b.wideCount()) {
          wide(a, ao + from, as, rows, b.data(), bo, block, c, at, cs, adding);
        } else {
          narrow(a, ao + from, as, rows, b.data(), bo, block, c, at, cs, adding);
        }
      }
    }
  }

  private static void wide(
      float[] a,
      int ao,
      int as,
      int rows,
      float[] b,
      int bo,
      int depth,
      float[] c,
      int co,
      int cs,
      boolean add) {
    int row = 0;
    for (; row + 1 < rows; row += 2) {
      int a0 = ao + row * as;
      int c0 = co + row * cs;
      Tile.wide(a, a0, a0 + as, b, bo, depth, c, c0, c0 + cs, add);
    }
    if (row < rows) { // the last row twice: both results are the same
      int a0 = ao + row * as;
      int c0 = co + row * cs;
      Tile.wide(a, a0, a0, b, bo, depth, c, c0, c0, add);
    }
  }

  private static void narrow(
      float[] a,
      int ao,
      int as,
      int rows,
      float[] b,
      int bo,
      int depth,
      float[] c,
      int co,
      int cs,
      boolean add) {
    int row = 0;
    for (; row + 3 < rows; row += 4) {
      Tile.narrow4(a, ao + row * as, as, b, bo, depth, c, co + row * cs, cs, add);
    }
    for (; row < rows; row++) {
      int a0 = ao + row * as;
      int c0 = co + row * cs;
      Tile.narrow(a, a0, a0, b, bo, depth, c, c0, c0, add);
    }
  }

  private void edge(
      float[] a,
      int ao,
      int as,
      int rows,
      Panels b,
      int panel,
      int bo,
      int depth,
      float[] c,
      int co,
      int cs,
      int present,
      boolean add) {
    boolean isWide = panel < b.wideCount();
    int width = b.width(panel);
    for (int row = 0; row < rows; row += 2) {
      int a0 = ao + row * as;
      int a1 = row + 1 < rows ? a0 + as : a0;
      if (isWide) {
        Tile.wide(a, a0, a1, b.data(), bo, depth, edge, 0, width, false);
      } else {
        Tile.narrow(a, a0, a1, b.data(), bo, depth, edge, 0, width, false);
      }
      take(c, co + row * cs, 0, present, add);
      if (row + 1 < rows) {
        take(c, co + (row + 1) * cs, width, present, add);
      }
    }
  }

  private void take(float[] c, int co, int from, int present, boolean add) {
    for (int i = 0; i < present; i++) {
      c[co + i] = add ? c[co + i] + edge[from + i] : edge[from + i];
    }
  }
}
