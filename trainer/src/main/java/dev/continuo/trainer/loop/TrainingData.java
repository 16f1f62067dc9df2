package dev.continuo.trainer.loop;

import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.trainer.batch.BatchSource;
import dev.continuo.trainer.batch.ContinuationBatches;
import dev.continuo.trainer.batch.EndingBatches;
import dev.continuo.trainer.config.TrainingConfig;

/**
 * What a run trains and is scored on.
 *
 * @param training the text to learn
 * @param validation the held-out text
 * @param tokenByteLengths the UTF-8 bytes that each id stands for
 */
@SuppressWarnings("ArrayRecordComponent")
public record TrainingData(Shard training, Shard validation, int[] tokenByteLengths) {

  BatchSource batches(TrainingConfig config) {
    return switch (config.batch().objective()) {
      case CONTINUATION -> new ContinuationBatches(training, config.batch(), config.seed());
      case ENDING -> new EndingBatches(training, config.batch(), config.seed());
    };
  }
}
