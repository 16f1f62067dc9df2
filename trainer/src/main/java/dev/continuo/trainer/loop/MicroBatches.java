package dev.continuo.trainer.loop;

import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.step.TrainingStep;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How many rows of a batch go through the net at once: where memory runs out, half as many, and the
 * step is tried again. The batch stays what it was; only the sums of gradients are made of more
 * parts.
 */
final class MicroBatches {

  /** One step of training that takes its batch in parts. */
  interface Step {
    TrainingStep.Result train(Batch batch, double learningRate, int rows);
  }

  private final Step step;
  private int rows;

  /**
   * The sizes of a run.
   *
   * @param rows what was found before, or 0 for the whole batch
   */
  MicroBatches(Step step, int rows) {
    this.step = step;
    this.rows = rows;
  }

  /** Rows at once, or 0 for the whole batch. */
  int rows() {
    return rows;
  }

  /** Trains on one batch, with fewer rows at once where it must be. */
  @SuppressWarnings("IllegalCatch")
  TrainingStep.Result train(Batch batch, double learningRate) {
    while (true) {
      int atOnce = rows == 0 ? batch.rows() : Math.min(rows, batch.rows());
      try {
        return step.train(batch, learningRate, atOnce);
      } catch (RuntimeException | OutOfMemoryError e) {
        if (!isOutOfMemory(e) || atOnce == 1) {
          throw e;
        }
        rows = atOnce / 2;
      }
    }
  }

  /** Java's error, or the words of libtorch's allocators on the CPU and on CUDA. */
  private static boolean isOutOfMemory(@Nullable Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (cause instanceof OutOfMemoryError
          || message.contains("out of memory")
          || message.contains("can't allocate memory")
          || message.contains("not enough memory")) {
        return true;
      }
    }
    return false;
  }
}
