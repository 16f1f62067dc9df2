package dev.continuo.model.backend.decode;

/** The few numbers of rows that passes are rounded to: 1, 2, 4, 6, 8, 12, 16, 24, 32 and so on. */
final class RowCounts {

  private RowCounts() {}

  /** The least that is not below. */
  static int ceiling(int rows) {
    int count = 1;
    while (count < rows) {
      count = next(count);
    }
    return count;
  }

  /** The greatest that is not above. */
  static int floor(int rows) {
    int count = 1;
    while (next(count) <= rows) {
      count = next(count);
    }
    return count;
  }

  private static int next(int count) {
    int power = Integer.highestOneBit(count);
    return power == count && count > 2 ? count + count / 2 : power * 2;
  }
}
