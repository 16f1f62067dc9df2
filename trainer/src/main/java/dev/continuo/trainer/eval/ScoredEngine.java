package dev.continuo.trainer.eval;

import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.engine.ScoringEngine;

/** A net, scored by its own engine. */
record ScoredEngine(ScoringEngine engine) implements ScoredModel {

  @Override
  public void refresh() {
    engine.refresh();
  }

  @Override
  public float[] losses(Batch batch) {
    return engine.crossEntropies(batch);
  }

  @Override
  public boolean[] hits(Batch batch) {
    long[] likeliest = engine.likeliest(batch);
    boolean[] hits = new boolean[likeliest.length];
    for (int i = 0; i < hits.length; i++) {
      hits[i] = likeliest[i] == batch.targets()[i];
    }
    return hits;
  }
}
