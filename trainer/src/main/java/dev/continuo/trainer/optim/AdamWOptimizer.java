package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.continuo.trainer.config.Optimization.AdamW;
import java.util.Map;

/** AdamW for every weight. */
final class AdamWOptimizer implements Optimizer {

  private final AdamW config;
  private final AdamWState state;

  AdamWOptimizer(Map<String, NDArray> weights, NDManager manager, AdamW config) {
    this.config = config;
    state = new AdamWState(weights, manager, config, weight -> 1);
  }

  @Override
  public double step(Map<String, NDArray> gradients, double learningRate) {
    double norm = Math.sqrt(Elementwise.squaredNorm(gradients.values()));
    double clip = Optimizers.clip(norm, config.clipNorm());
    AdamWState.Factors factors = state.next(learningRate, clip);
    if (Double.isFinite(norm)) {
      Elementwise.adamW(state.slots(), gradients, factors);
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
