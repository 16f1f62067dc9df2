package dev.continuo.trainer.batch;

import java.util.Arrays;

/**
 * One step's tokens.
 *
 * @param rows B
 * @param columns T
 * @param inputs ids, (B, T) row by row
 * @param targets the id that follows each input, or {@code Aten.IGNORED_TARGET}, (B, T) row by row
 */
@SuppressWarnings("ArrayRecordComponent")
public record Batch(int rows, int columns, long[] inputs, long[] targets) {

  /** Some of the rows; the batch itself where that is all of them. */
  public Batch rows(int first, int count) {
    if (count == rows) {
      return this;
    }
    int from = first * columns;
    int to = from + count * columns;
    return new Batch(
        count,
        columns,
        Arrays.copyOfRange(inputs, from, to),
        Arrays.copyOfRange(targets, from, to));
  }
}
