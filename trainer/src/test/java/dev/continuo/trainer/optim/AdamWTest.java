package dev.continuo.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.continuo.trainer.config.Optimization.AdamW;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AdamWTest {

  private static double step(Map<String, NDArray> weights, GraphOptimizer optimizer, double rate) {
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    weights.forEach((name, weight) -> gradients.put(name, weight.getGradient()));
    double norm = optimizer.step(gradients, rate);
    gradients.values().forEach(gradient -> gradient.muli(0));
    return norm;
  }

  /** Two steps by hand: weight 1, gradient 4 then what follows, decay 0.1, rate 0.1. */
  @Test
  void followsTheEquations() {
    AdamW config = new AdamW(0.1, 0.9, 0.95, 1e-8, 0.1, 1e9);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray weight = manager.create(new float[] {1}, new Shape(1, 1));
      weight.setRequiresGradient(true);
      Map<String, NDArray> weights = Map.of("weight", weight);
      GraphOptimizer optimizer = new GraphAdamW(weights, manager, config);
      double w = 1;
      double m = 0;
      double v = 0;
      for (int step = 1; step <= 2; step++) {
        double g = 4 * w * w * w;
        m = 0.9 * m + 0.1 * g;
        v = 0.95 * v + 0.05 * g * g;
        w -= 0.1 * 0.1 * w;
        w -=
            0.1
                * m
                / (1 - Math.pow(0.9, step))
                / (Math.sqrt(v / (1 - Math.pow(0.95, step))) + 1e-8);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
          collector.backward(weight.square().square().sum());
        }
        step(weights, optimizer, 0.1);
        assertThat((double) weight.toFloatArray()[0]).isCloseTo(w, within(1e-5));
      }
    }
  }
}
