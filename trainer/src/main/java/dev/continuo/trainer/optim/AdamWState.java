package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.continuo.trainer.config.TrainingConfig.AdamW;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The averages that AdamW keeps of each weight, and the factors of one step. */
final class AdamWState {

  /** A weight with its mean gradient and mean squared gradient. */
  record Slot(String name, NDArray weight, NDArray mean, NDArray square, double weightDecay) {

    /** This weight's gradient among all. */
    NDArray gradient(Map<String, NDArray> gradients) {
      NDArray gradient = gradients.get(name);
      if (gradient == null) {
        throw new IllegalArgumentException("no gradient of " + name);
      }
      return gradient;
    }
  }

  private final AdamW config;
  private final List<Slot> slots = new ArrayList<>();
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();
  private long stepCount;

  AdamWState(Map<String, NDArray> weights, NDManager manager, AdamW config) {
    this.config = config;
    weights.forEach(
        (name, weight) -> {
          NDArray mean = manager.zeros(weight.getShape());
          NDArray square = manager.zeros(weight.getShape());
          boolean matrix = weight.getShape().dimension() > 1;
          slots.add(new Slot(name, weight, mean, square, matrix ? config.weightDecay() : 0));
          arrays.put(name + ".mean", mean);
          arrays.put(name + ".square", square);
        });
  }

  List<Slot> slots() {
    return slots;
  }

  Map<String, NDArray> arrays() {
    return arrays;
  }

  void resume(long steps) {
    stepCount = steps;
  }

  /**
   * The factors of one update: with g' = clip·g, mean ← β₁·mean + (1−β₁)·g', square ← β₂·square +
   * (1−β₂)·g'², weight ← keep·weight − rate·mean/(√square + epsilon).
   */
  record Factors(
      float clip, float beta1, float beta2, float rate, float epsilon, double learningRate) {

    float keep(Slot slot) {
      return (float) (1 - learningRate * slot.weightDecay());
    }
  }

  /** The factors of the next step. */
  Factors next(double learningRate, double gradientNorm) {
    stepCount++;
    double meanCorrection = 1 - Math.pow(config.beta1(), (double) stepCount);
    double rootCorrection = Math.sqrt(1 - Math.pow(config.beta2(), (double) stepCount));
    double clip = gradientNorm > config.clipNorm() ? config.clipNorm() / gradientNorm : 1;
    return new Factors(
        (float) clip,
        (float) config.beta1(),
        (float) config.beta2(),
        (float) (learningRate * rootCorrection / meanCorrection),
        (float) (config.epsilon() * rootCorrection),
        learningRate);
  }
}
