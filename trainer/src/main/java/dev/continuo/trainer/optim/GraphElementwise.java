package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.continuo.model.aten.Aten;
import java.util.List;
import java.util.Map;

/**
 * The element-by-element arithmetic of optimizers, in array operations; arrays are contiguous and
 * float32.
 */
final class GraphElementwise {

  private GraphElementwise() {}

  /** The sum of the squares of all elements. */
  static double squaredNorm(Iterable<NDArray> arrays) {
    double sum = 0;
    for (NDArray array : arrays) {
      try (NDArray squares = array.square();
          NDArray total = squares.sum()) {
        sum += total.getFloat();
      }
    }
    return sum;
  }

  /** One update of AdamW. */
  static void adamW(
      List<GraphAdamWState.Slot> slots,
      Map<String, NDArray> gradients,
      GraphAdamWState.Factors by) {
    slots.forEach(slot -> update(slot, slot.gradient(gradients), by));
  }

  private static void update(
      GraphAdamWState.Slot slot, NDArray gradient, GraphAdamWState.Factors by) {
    try (NDManager scope = slot.weight().getManager().newSubManager()) {
      NDArray clipped = gradient.mul(by.clip());
      clipped.attach(scope);
      slot.mean().muli(by.beta1()).addi(clipped.mul(1 - by.beta1()));
      slot.square().muli(by.beta2()).addi(clipped.square().mul(1 - by.beta2()));
      NDArray root = slot.square().sqrt();
      root.attach(scope);
      NDArray mean = slot.mean().mul(by.rate(slot));
      mean.attach(scope);
      change(slot.weight(), by.keep(slot), mean.div(root.add(by.epsilon())));
    }
  }

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
  static void nesterov(
      NDArray momentum, List<NDArray> gradients, NDArray blend, double clip, double mu) {
    try (NDManager scope = momentum.getManager().newSubManager()) {
      NDArray stacked = NDArrays.stack(new NDList(gradients)); // (N, R, C)
      stacked.attach(scope);
      stacked.muli(clip * (1 - mu));
      momentum.muli(mu).addi(stacked);
      NDArray lasting = momentum.mul(mu); // (N, R, C)
      lasting.attach(scope);
      Aten.copy(lasting.addi(stacked), blend); // over what is there, which may be NaN
    }
  }

  /**
   * weight ← keep·weight − rate·change.
   *
   * @param weights N matrices (R, C)
   * @param changes (N, R, C)
   */
  static void descend(List<NDArray> weights, NDArray changes, double keep, double rate) {
    try (NDManager scope = changes.getManager().newSubManager()) {
      for (int i = 0; i < weights.size(); i++) {
        NDArray matrix = changes.get(i); // (R, C)
        matrix.attach(scope);
        change(weights.get(i), keep, matrix.mul(rate));
      }
    }
  }

  private static void change(NDArray weight, double keep, NDArray by) {
    boolean watched = weight.hasGradient();
    if (watched) {
      weight.setRequiresGradient(false);
    }
    weight.muli(keep).subi(by);
    if (watched) {
      weight.setRequiresGradient(true);
    }
  }
}
