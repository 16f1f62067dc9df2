package dev.continuo.model.runtime;

/** Products of int8 panels, block of columns by block of columns, with tiles of tokens. */
final class VectorPanels {

  private static final int BLOCK = Kernels.BLOCK;

  private VectorPanels() {}

  /** With vectors of 16 lanes: six tokens at once, or four, or one. */
  static void multiplyWide(
      byte[] values, float[] scales, int columns, float[] x, int tokens, float[] sums) {
    int rows = WideTile.ROWS;
    for (int column = 0; column < columns; column += BLOCK) {
      int count = Math.min(BLOCK, columns - column);
      int w = column * rows;
      int s = column / BLOCK * rows;
      int token = 0;
      while (token < tokens) {
        int left = tokens - token;
        int xAt = token * columns + column;
        int yAt = token * rows;
        if (left == 1) {
          WideTile.one(values, w, count, x, xAt, scales, s, sums, yAt);
          token++;
        } else if (left >= 6 && left != 8) {
          WideTile.six(values, w, count, x, xAt, columns, scales, s, sums, yAt, rows);
          token += 6;
        } else {
          int together = Math.min(4, left);
          WideTile.four(values, w, count, x, xAt, columns, together, scales, s, sums, yAt, rows);
          token += together;
        }
      }
    }
  }

  /**
   * With shorter vectors: for several tokens a block is turned into floats first.
   *
   * @param scratch room for a block
   */
  static void multiplyNarrow(
      byte[] values,
      float[] scales,
      int columns,
      float[] x,
      int tokens,
      float[] sums,
      float[] scratch) {
    int rows = NarrowTile.ROWS;
    for (int column = 0; column < columns; column += BLOCK) {
      int count = Math.min(BLOCK, columns - column);
      int w = column * rows;
      int s = column / BLOCK * rows;
      if (tokens == 1) {
        NarrowTile.block(values, w, count, x, column, scales, s, sums, 0);
        continue;
      }
      NarrowTile.unpack(values, w, count, scratch);
      for (int token = 0; token < tokens; token += Kernels.TILE) {
        int together = Math.min(Kernels.TILE, tokens - token);
        int xAt = token * columns + column;
        for (int row = 0; row < rows; row += NarrowTile.QUARTER) {
          int yAt = token * rows + row;
          NarrowTile.quarter(
              scratch, row, rows, count, x, xAt, columns, together, scales, s + row, sums, yAt,
              rows);
        }
      }
    }
  }
}
