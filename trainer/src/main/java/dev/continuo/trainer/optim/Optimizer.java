package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** What moves the weights along their gradients. */
public interface Optimizer {

  /**
   * Moves every weight once and clears its gradient.
   *
   * @param learningRate how far
   * @return the global norm of the gradient before clipping
   */
  double step(double learningRate);

  /** Goes on after so many steps from a saved state, whose arrays were put into {@link #state}. */
  void resume(long steps);

  /** The arrays to save beside the weights, by name. */
  Map<String, NDArray> state();
}
