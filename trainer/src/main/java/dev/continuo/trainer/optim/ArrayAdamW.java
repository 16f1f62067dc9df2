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
  public double step(double learningRate) {
    double sum = 0;
    for (AdamWState.Slot slot : state.slots()) {
      try (NDArray gradient = slot.weight().getGradient();
          NDArray squares = gradient.square();
          NDArray total = squares.sum()) {
        sum += total.getFloat();
      }
    }
    double norm = Math.sqrt(sum);
    AdamWState.Factors factors = state.next(learningRate, norm);
    state.slots().forEach(slot -> update(slot, factors));
    return norm;
  }

  private static void update(AdamWState.Slot slot, AdamWState.Factors factors) {
    try (NDManager scope = slot.weight().getManager().newSubManager()) {
      NDArray gradient = slot.weight().getGradient();
      gradient.attach(scope);
      NDArray clipped = gradient.mul(factors.clip());
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
      gradient.muli(0);
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
