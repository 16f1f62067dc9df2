package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** What moves the graph's weights against their gradients. */
public interface GraphOptimizer {

  /**
   * Moves every weight once, none where a gradient is not finite. The gradients are only read;
   * whoever computes them also clears them.
   *
   * @param gradients by weight name, in the order of the weights: contiguous float32 arrays of the
   *     weights' shapes
   * @param learningRate how far
   * @return the global norm of the gradients before clipping
   */
  double step(Map<String, NDArray> gradients, double learningRate);

  /** Goes on after so many steps from a saved state, whose arrays were put into {@link #state}. */
  void resume(long steps);

  /** The arrays to save beside the weights, by name. */
  Map<String, NDArray> state();
}
