package dev.continuo.trainer.batch;

import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.TrainingSettings;

/**
 * Windows of T tokens of the whole text, each target the next token. An epoch shows every window
 * once, in an order of its own and shifted by an offset of its own, so that no two epochs cut
 * alike.
 */
public final class ContinuationBatches implements BatchSource {

  private final Shard shard;
  private final Batching batching;
  private final long seed;
  private final long windows;

  /**
   * Batches of a shard.
   *
   * @throws TrainingException where the shard has fewer tokens than two windows
   */
  public ContinuationBatches(Shard shard, Batching batching, long seed) {
    this.shard = shard;
    this.batching = batching;
    this.seed = seed;
    windows = (shard.tokenCount() - 1) / batching.context() - 1;
    if (windows <= 0) {
      long largest = (shard.tokenCount() - 1) / 2;
      throw new TrainingException(
          "the training text has %d tokens, fewer than two sequences of %s %d; %s",
          shard.tokenCount(),
          TrainingSettings.CONTEXT,
          batching.context(),
          largest > 0 ? "the largest that fits is " + largest : "give more text");
    }
  }

  @Override
  public Batch at(long step) {
    int columns = batching.context();
    int size = batching.size();
    long[] inputs = new long[size * columns];
    long[] targets = new long[size * columns];
    int[] window = new int[columns + 1];
    for (int row = 0; row < size; row++) {
      shard.copy(start(step * size + row), window, 0, window.length);
      for (int column = 0; column < columns; column++) {
        inputs[row * columns + column] = window[column];
        targets[row * columns + column] = window[column + 1];
      }
    }
    return new Batch(size, columns, inputs, targets);
  }

  @Override
  public double stepsPerEpoch() {
    return (double) windows / batching.size();
  }

  private long start(long example) {
    long epoch = example / windows;
    long epochKey = Permutation.mix(epoch, seed);
    long offset = Math.floorMod(epochKey, (long) batching.context());
    return new Permutation(windows, epochKey).at(example % windows) * batching.context() + offset;
  }
}
