package dev.continuo.trainer.loop;

import dev.continuo.trainer.batch.Batch;

/**
 * How many rows of a batch go through the net at once: where memory runs out, half as many, and the
 * step is begun again. The batch stays what it was; only the sums of gradients are made of more
 * parts.
 */
final class MicroBatchFallback {

  /** Begins a step: the gradients of a batch in parts, starting at zero. */
  interface Beginning {
    void begin(Batch batch, int rows);
  }

  private final Beginning beginning;
  private int rows;

  /**
   * The sizes of a run.
   *
   * @param rows what was found before, or 0 for the whole batch
   */
  MicroBatchFallback(Beginning beginning, int rows) {
    this.beginning = beginning;
    this.rows = rows;
  }

  /** Rows at once, or 0 for the whole batch. */
  int rows() {
    return rows;
  }

  /** Begins the step of a batch, with fewer rows at once if needed. */
  @SuppressWarnings("IllegalCatch")
  void begin(Batch batch) {
    while (true) {
      try {
        beginning.begin(batch, microBatch(batch.rows()));
        return;
      } catch (RuntimeException | OutOfMemoryError e) {
        if (!MemoryShortage.isCauseOf(e) || !halve(batch.rows())) {
          throw e;
        }
      }
    }
  }

  /** Halves the rows computed at once from now on; false if it is one already. */
  boolean halve(int batchRows) {
    int microBatch = microBatch(batchRows);
    rows = Math.max(1, microBatch / 2);
    return microBatch > 1;
  }

  private int microBatch(int batchRows) {
    return rows == 0 ? batchRows : Math.min(rows, batchRows);
  }
}
