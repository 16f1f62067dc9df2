package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.continuo.trainer.config.TrainingConfig.AdamW;
import java.util.Map;

/** AdamW in array operations, for any device; also the judge of the fused one. */
public final class ArrayAdamW implements Optimizer {

  private final AdamWState state;

  public ArrayAdamW(Map<String, NDArray> weights, NDManager manager, AdamW config) {
    state = new AdamWState(weights, manager, config);
  }

  @Override
  public double step(Map<String, NDArray> gradients, double learningRate) {
    double sum = 0;
    for (AdamWState.Slot slot : state.slots()) {
      try (NDArray squares = slot.gradient(gradients).square();
          NDArray total = squares.sum()) {
        sum += total.getFloat();
      }
    }
    double norm = Math.sqrt(sum);
    AdamWState.Factors factors = state.next(learningRate, norm);
    state.slots().forEach(slot -> update(slot, slot.gradient(gradients), factors));
    return norm;
  }

  private static void update(AdamWState.Slot slot, NDArray gradient, AdamWState.Factors factors) {
    try (NDManager scope = slot.weight().getManager().newSubManager()) {
      NDArray clipped = gradient.mul(factors.clip());
      clipped.attach(scope);
      slot.mean().muli(factors.beta1()).addi(clipped.mul(1 - factors.beta1()));
      slot.square().muli(factors.beta2()).addi(clipped.square().mul(1 - factors.beta2()));
      NDArray mean = slot.mean().duplicate();
      NDArray root = slot.square().sqrt();
      mean.attach(scope);
      root.attach(scope);
      NDArray change = mean.mul(factors.rate()).div(root.add(factors.epsilon()));
      slot.weight().setRequiresGradient(false);
      slot.weight().muli(factors.keep(slot)).subi(change);
      slot.weight().setRequiresGradient(true);
    }
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
