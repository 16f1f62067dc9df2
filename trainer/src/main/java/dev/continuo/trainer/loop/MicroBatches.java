package dev.continuo.trainer.loop;

import dev.continuo.trainer.batch.Batch;
import java.util.function.DoubleSupplier;

/**
 * How many rows of a batch go through the net at once: where memory runs out, half as many, and the
 * gradients are made again. The batch stays what it was; only the sums of gradients are made of
 * more parts.
 */
final class MicroBatches {

  /** Computes the gradients of a batch in parts, starting at zero; the loss may come later. */
  interface Gradients {
    DoubleSupplier make(Batch batch, int rows);
  }

  private final Gradients gradients;
  private int rows;

  /**
   * The sizes of a run.
   *
   * @param rows what was found before, or 0 for the whole batch
   */
  MicroBatches(Gradients gradients, int rows) {
    this.gradients = gradients;
    this.rows = rows;
  }

  /** Rows at once, or 0 for the whole batch. */
  int rows() {
    return rows;
  }

  /**
   * Computes the gradients of a batch, with fewer rows at once if needed; the loss may come later.
   */
  @SuppressWarnings("IllegalCatch")
  DoubleSupplier gradients(Batch batch) {
    while (true) {
      try {
        return gradients.make(batch, atOnce(batch.rows()));
      } catch (RuntimeException | OutOfMemoryError e) {
        if (!MemoryShortage.isCauseOf(e) || !halve(batch.rows())) {
          throw e;
        }
      }
    }
  }

  /** Halves the rows computed at once from now on; false if it is one already. */
  boolean halve(int batchRows) {
    int atOnce = atOnce(batchRows);
    rows = Math.max(1, atOnce / 2);
    return atOnce > 1;
  }

  private int atOnce(int batchRows) {
    return rows == 0 ? batchRows : Math.min(rows, batchRows);
  }
}
