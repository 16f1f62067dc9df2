package dev.continuo.trainer.loop;

import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.trainer.batch.BatchSource;
import dev.continuo.trainer.batch.ContinuationBatches;
import dev.continuo.trainer.batch.EndingBatches;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingException;

/**
 * What a run trains and is scored on.
 *
 * @param training the text to learn
 * @param validation the held-out text
 * @param tokenByteLengths the UTF-8 bytes that each id stands for
 * @param beginning the tokens in front of every text; none in most vocabularies
 */
@SuppressWarnings("ArrayRecordComponent")
public record TrainingData(
    Shard training, Shard validation, int[] tokenByteLengths, int[] beginning) {

  /**
   * The batches of a run.
   *
   * @throws TrainingException where there is too little text for them
   */
  public static BatchSource batches(Shard training, int[] beginning, Batching batching, long seed) {
    return switch (batching.objective()) {
      case CONTINUATION -> new ContinuationBatches(training, batching, seed);
      case ENDING -> new EndingBatches(training, beginning, batching, seed);
    };
  }
}
