package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;

/** The element-by-element arithmetic of optimizers; arrays are contiguous and float32. */
interface Elementwise {

  /** The sum of the squares of all elements. */
  double squaredNorm(Iterable<NDArray> arrays);

  /** One update of AdamW. */
  void adamW(List<AdamWState.Slot> slots, Map<String, NDArray> gradients, AdamWState.Factors by);

  /**
   * Nesterov's momentum of some matrices of one shape: with g' = clip·g, momentum ← μ·momentum +
   * (1−μ)·g', blend = μ·momentum + (1−μ)·g'.
   *
   * @param momentum (N, R, C), updated
   * @param gradients N matrices (R, C)
   * @param blend (N, R, C), written
   * @param clip the factor on the gradients
   * @param mu how slowly the momentum forgets
   */
  void nesterov(NDArray momentum, List<NDArray> gradients, NDArray blend, double clip, double mu);

  /**
   * weight ← keep·weight − rate·change.
   *
   * @param weights N matrices (R, C)
   * @param changes (N, R, C)
   */
  void descend(List<NDArray> weights, NDArray changes, double keep, double rate);
}
