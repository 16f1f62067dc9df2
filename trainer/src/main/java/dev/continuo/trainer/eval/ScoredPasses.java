package dev.continuo.trainer.eval;

import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.pass.Passes;

/** A net in training, scored by its own passes. */
record ScoredPasses(Passes passes) implements ScoredModel {

  @Override
  public void refresh() {
    passes.refresh();
  }

  @Override
  public float[] losses(Batch batch) {
    return passes.crossEntropies(batch);
  }

  @Override
  public boolean[] hits(Batch batch) {
    long[] likeliest = passes.likeliest(batch);
    boolean[] hits = new boolean[likeliest.length];
    for (int i = 0; i < hits.length; i++) {
      hits[i] = likeliest[i] == batch.targets()[i];
    }
    return hits;
  }
}
