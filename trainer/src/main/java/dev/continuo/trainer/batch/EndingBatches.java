package dev.continuo.trainer.batch;

import dev.continuo.model.aten.Aten;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.shard.Span;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingException;
import java.util.Arrays;

/**
 * Spans with a masked ending: the visible part is shown, the loss counts the ending only. A span
 * longer than T keeps its last tokens; a shorter one is padded behind its end, where nothing
 * counts.
 */
public final class EndingBatches implements BatchSource {

  private final Shard shard;
  private final int[] beginning;
  private final Batching batching;
  private final long seed;

  /**
   * Batches of a shard.
   *
   * @param beginning the tokens in front of every text, and so of every span
   * @throws TrainingException where the shard has no spans
   */
  public EndingBatches(Shard shard, int[] beginning, Batching batching, long seed) {
    this.shard = shard;
    this.beginning = beginning.clone();
    this.batching = batching;
    this.seed = seed;
    if (shard.spanCount() == 0) {
      throw new TrainingException(
          "the training text has no spans with masked endings; give longer text or use the"
              + " continuation objective");
    }
  }

  @Override
  public Batch at(long step) {
    long[] spans = new long[batching.size()];
    for (int row = 0; row < spans.length; row++) {
      long example = step * batching.size() + row;
      long epoch = example / shard.spanCount();
      spans[row] =
          new Permutation(shard.spanCount(), Permutation.mix(epoch, seed))
              .at(example % shard.spanCount());
    }
    return of(shard, beginning, batching.context(), spans);
  }

  /** The batch of some spans, by index, each behind the tokens in front of every text. */
  public static Batch of(Shard shard, int[] beginning, int columns, long... spans) {
    long[] inputs = new long[spans.length * columns];
    long[] targets = new long[spans.length * columns];
    Arrays.fill(targets, Aten.IGNORED_TARGET);
    int[] window = Arrays.copyOf(beginning, columns + 1);
    int front = Math.min(beginning.length, columns);
    for (int row = 0; row < spans.length; row++) {
      Span span = shard.span(spans[row]);
      long start = Math.max(span.start(), span.end() - (window.length - front));
      int length = front + (int) (span.end() - start);
      shard.copy(start, window, front, length - front);
      for (int column = 0; column + 1 < length; column++) {
        inputs[row * columns + column] = window[column];
        if (start + column + 1 - front >= span.cut()) {
          targets[row * columns + column] = window[column + 1];
        }
      }
    }
    return new Batch(spans.length, columns, inputs, targets);
  }

  @Override
  public double stepsPerEpoch() {
    return (double) shard.spanCount() / batching.size();
  }
}
