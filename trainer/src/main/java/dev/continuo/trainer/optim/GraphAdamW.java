package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.continuo.trainer.config.Optimization.AdamW;
import java.util.Map;

/** AdamW for every weight. */
final class GraphAdamW implements GraphOptimizer {

  private final AdamW config;
  private final GraphAdamWState state;

  GraphAdamW(Map<String, NDArray> weights, NDManager manager, AdamW config) {
    this.config = config;
    state = new GraphAdamWState(weights, manager, config, weight -> 1);
  }

  @Override
  public double step(Map<String, NDArray> gradients, double learningRate) {
    double norm = Math.sqrt(GraphElementwise.squaredNorm(gradients.values()));
    double clip = GraphOptimizers.clip(norm, config.clipNorm());
    GraphAdamWState.Factors factors = state.next(learningRate, clip);
    if (Double.isFinite(norm)) {
      GraphElementwise.adamW(state.slots(), gradients, factors);
    }
    return norm;
  }

  @Override
  public void resume(long steps) {
    state.resume(steps);
  }

  @Override
  public Map<String, NDArray> state() {
    return state.arrays();
  }
}
