package dev.continuo.trainer.eval;

import dev.continuo.trainer.batch.Batch;

/** A model as the evaluator sees it; what is said of ignored targets means nothing. */
interface ScoredModel {

  /** Takes note that the weights may have changed. */
  void refresh();

  /** The loss of each target in nats, (B, T) row by row. */
  float[] losses(Batch batch);

  /** Whether each target is the likeliest next token, (B, T) row by row. */
  boolean[] hits(Batch batch);
}
