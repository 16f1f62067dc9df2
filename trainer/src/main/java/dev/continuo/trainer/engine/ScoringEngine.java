package dev.continuo.trainer.engine;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.NamedArrays;
import dev.continuo.trainer.batch.Batch;

/** A net that can be scored, on whatever computes it. One thread uses it at a time. */
public interface ScoringEngine extends AutoCloseable {

  ModelConfig config();

  /** The weights; {@link #refresh} is called after they were filled. */
  NamedArrays weights();

  /** Takes over the weights as they are now. */
  void refresh();

  /** −log p of the target at each position, in nats; 0 where it is not counted. */
  float[] crossEntropies(Batch batch);

  /** The likeliest next id at each position. */
  long[] likeliest(Batch batch);

  @Override
  void close();
}
