package dev.continuo.trainer.engine;

import dev.continuo.model.aten.AtenArrays;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.graph.Transformer;
import dev.continuo.model.weights.NamedArrays;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.pass.ForwardBackward;

/** By DJL's graph on the CPU; the graph and its passes are closed with this. */
record GraphScoring(Transformer transformer, ForwardBackward passes) implements ScoringEngine {

  @Override
  public ModelConfig config() {
    return transformer.config();
  }

  @Override
  public NamedArrays weights() {
    return new AtenArrays(transformer.weights());
  }

  @Override
  public void refresh() {
    passes.refresh();
  }

  @Override
  public float[] crossEntropies(Batch batch) {
    return passes.crossEntropies(batch);
  }

  @Override
  public long[] likeliest(Batch batch) {
    return passes.likeliest(batch);
  }

  @Override
  public void close() {
    passes.close();
    transformer.close();
  }
}
