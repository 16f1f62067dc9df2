package dev.continuo.model.backend.decode;

import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.backend.ComputedParts;
import dev.continuo.model.backend.TextOperations;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.device.Sizes;

/**
 * How much goes through a device at once.
 *
 * @param rows the most tokens of a pass
 * @param logitRows of how many tokens logits are computed at once
 * @param logitStride from one row of logits to the next
 */
record Capacity(int rows, int logitRows, int logitStride) {

  /**
   * A weight in bfloat16 is read once for all rows of a pass and takes two operations in each: with
   * 512 rows, 512 operations a byte, which is more than the 300 at which an H100's products wait
   * for its memory no longer. More rows would take more memory and let a cancelled text go on
   * longer.
   */
  private static final int MOST_ROWS = 512;

  private static final long MOST_ACTIVATIONS = 1L << 26;
  private static final long MOST_LOGITS = 1L << 24;
  private static final int LOGIT_ALIGNMENT = 64;

  /** Keys and values of so many texts of the context's length are always enough. */
  private static final int MOST_CONTEXTS = 256;

  /** Keys and values may take so many parts of the free memory, and leave one. */
  private static final int MEMORY_PARTS = 4;

  static Capacity of(ModelConfig config) {
    int keys = 2 * config.keyValueHeadCount();
    int projected = (config.headCount() + keys) * config.headSize();
    int widest = Math.max(config.channels(), Math.max(projected, 2 * config.feedForwardChannels()));
    int rows = RowCounts.floor(Math.clamp(MOST_ACTIVATIONS / widest, 1, MOST_ROWS));
    int stride = Math.ceilDiv(config.vocabularySize(), LOGIT_ALIGNMENT) * LOGIT_ALIGNMENT;
    return new Capacity(rows, RowCounts.floor(Math.clamp(MOST_LOGITS / stride, 1, rows)), stride);
  }

  /** Refuses a model that cannot be computed on a device. */
  static void checkSupported(ModelConfig config) {
    ComputedParts.requireGeneration(config);
    int size = config.headSize();
    String heads =
        size > Heads.MOST_SIZE
            ? "heads of more than " + Heads.MOST_SIZE + " channels"
            : "heads of an odd number of channels";
    if (size > Heads.MOST_SIZE || size % 2 != 0) {
      throw new ModelException(
          heads + " cannot be computed on a GPU: " + size + "; choose the CPU as the device");
    }
  }

  /**
   * How many pages are useful and fit, the spare one among them.
   *
   * @param bytes of a page
   * @param free bytes of memory
   * @param most bytes that they may take
   */
  static int pages(ModelConfig config, long bytes, long free, long most) {
    long useful = (long) Math.ceilDiv(config.contextLength(), TextOperations.PAGE) * MOST_CONTEXTS;
    long fit = Math.min(most, free / (MEMORY_PARTS + 1) * MEMORY_PARTS) / bytes;
    long count = Math.min(Math.min(useful, Integer.MAX_VALUE / TextOperations.PAGE - 1), fit - 1);
    if (count < 1) {
      throw new ModelException(
          "the device has too little memory for keys and values: "
              + Sizes.text(Math.min(free, most))
              + " are there, "
              + Sizes.text(2 * bytes)
              + " are the least; choose the CPU as the device");
    }
    return (int) count + 1;
  }
}
