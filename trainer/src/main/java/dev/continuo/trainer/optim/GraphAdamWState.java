package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.continuo.trainer.config.Optimization.AdamW;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The averages that AdamW keeps of each weight, and the factors of one step. */
final class GraphAdamWState {

  /**
   * A weight with its mean gradient and mean squared gradient.
   *
   * @param rateFactor its learning rate as a multiple of the step's
   */
  record Slot(
      String name,
      NDArray weight,
      NDArray mean,
      NDArray square,
      double rateFactor,
      double weightDecay) {

    /** This weight's gradient among all. */
    NDArray gradient(Map<String, NDArray> gradients) {
      return GraphOptimizers.gradient(name, gradients);
    }
  }

  private final AdamW config;
  private final List<Slot> slots = new ArrayList<>();
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();
  private long stepCount;

  /**
   * The state before the first step.
   *
   * @param rateFactor the learning rate of a weight as a multiple of the step's
   */
  GraphAdamWState(
      Map<String, NDArray> weights,
      NDManager manager,
      AdamW config,
      ToDoubleFunction<NDArray> rateFactor) {
    this.config = config;
    weights.forEach(
        (name, weight) -> {
          NDArray mean = manager.zeros(weight.getShape());
          NDArray square = manager.zeros(weight.getShape());
          boolean matrix = weight.getShape().dimension() > 1;
          double decay = matrix ? config.weightDecay() : 0;
          slots.add(new Slot(name, weight, mean, square, rateFactor.applyAsDouble(weight), decay));
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
      float clip, float beta1, float beta2, double baseRate, float epsilon, double learningRate) {

    float rate(Slot slot) {
      return (float) (baseRate * slot.rateFactor());
    }

    float keep(Slot slot) {
      return (float) (1 - learningRate * slot.rateFactor() * slot.weightDecay());
    }
  }

  /** The factors of the next step. */
  Factors next(double learningRate, double clip) {
    stepCount++;
    return factors(config, stepCount, learningRate, clip);
  }

  /** The factors of a step, counted from 1. */
  static Factors factors(AdamW config, long step, double learningRate, double clip) {
    double meanCorrection = 1 - Math.pow(config.beta1(), (double) step);
    double rootCorrection = Math.sqrt(1 - Math.pow(config.beta2(), (double) step));
    return new Factors(
        (float) clip,
        (float) config.beta1(),
        (float) config.beta2(),
        learningRate * rootCorrection / meanCorrection,
        (float) (config.epsilon() * rootCorrection),
        learningRate);
  }
}
