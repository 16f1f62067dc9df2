package dev.continuo.trainer.engine;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.Sizes;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingConfig.Resources;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * How much of a batch goes through a net over a backend at once.
 *
 * @param rows how many sequences
 * @param recompute whether activations are computed again in the backward pass
 */
public record MicroBatch(int rows, boolean recompute) {

  /**
   * Tokens at once below which recompute costs less than a smaller micro-batch. Recompute costs a
   * third more work, a smaller micro-batch nearly nothing as long as the products fill the device:
   * 4,096 rows of 768 or more channels are about two hundred tiles of 128 × 128, one or two for
   * each multiprocessor of a large GPU. With fewer, most of it waits.
   */
  static final int ENOUGH_TOKENS_ON_GPU = 4096;

  /** The same on the CPU, whose threads share out blocks of 64 rows. */
  static final int ENOUGH_TOKENS_ON_CPU = 512;

  /** The net of a run on a backend, with memory for so much at once. */
  DenseTransformer net(Backend backend, ModelConfig model, TrainingConfig config) {
    int time = config.batch().context();
    return new DenseTransformer(backend, model, rows, time, config.dropout(), recompute);
  }

  /** Whether some of its arrays would be longer than can be. */
  boolean isTooLong(ModelConfig model, TrainingConfig config) {
    long time = config.batch().context();
    return rows * time > Sizes.LONGEST_ARRAY || time * model.headSize() > Sizes.LONGEST_ARRAY;
  }

  /** Whether there is memory for it. */
  interface Fits {
    boolean test(int rows, boolean recompute);
  }

  /**
   * The choice where some of it is left open: the whole batch if it fits, else fewer sequences as
   * long as they are enough tokens, else recompute, with as many sequences as fit.
   *
   * @param enoughTokens at once, below which recompute costs less
   * @return empty where nothing fits
   */
  static Optional<MicroBatch> of(Batching batch, Resources asked, int enoughTokens, Fits fits) {
    int most = most(batch, asked);
    Boolean recompute = asked.recompute();
    boolean mayKeep = recompute == null || !recompute;
    boolean mayRecompute = recompute == null || recompute;
    int least = asked.microBatch() == null ? 1 : most;
    int kept = mayKeep ? parts(batch, least, most, rows -> fits.test(rows, false)) : 0;
    int enough = Math.min(most, Math.ceilDiv(enoughTokens, batch.context()));
    if (kept >= enough || !mayRecompute) {
      return kept == 0 ? Optional.empty() : Optional.of(new MicroBatch(kept, false));
    }
    int again = parts(batch, least, most, rows -> fits.test(rows, true));
    if (again > kept) {
      return Optional.of(new MicroBatch(again, true));
    }
    return kept == 0 ? Optional.empty() : Optional.of(new MicroBatch(kept, false));
  }

  /** The most sequences that may go through the net at once. */
  static int most(Batching batch, Resources asked) {
    Integer microBatch = asked.microBatch();
    return microBatch == null ? batch.size() : Math.min(microBatch, batch.size());
  }

  /**
   * The most sequences at once that fit, or fewer where the parts of the batch become about equal.
   */
  private static int parts(Batching batch, int least, int most, IntPredicate fits) {
    int found = largest(least, most, fits);
    return found == 0 || found == most
        ? found
        : Math.ceilDiv(batch.size(), Math.ceilDiv(batch.size(), found));
  }

  /** The largest number within limits that fits, or 0. */
  static int largest(int least, int most, IntPredicate fits) {
    int low = least - 1;
    int high = most;
    while (low < high) {
      int middle = low + (int) (((long) high - low + 1) / 2);
      if (fits.test(middle)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low < least ? 0 : low;
  }
}
