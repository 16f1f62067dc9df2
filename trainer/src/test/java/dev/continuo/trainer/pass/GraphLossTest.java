package dev.continuo.trainer.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.kernel.LossFunction.Kind;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class GraphLossTest {

  private static final int VOCABULARY = 7;
  private static final long[] TARGETS = {3, Aten.IGNORED_TARGET, 0, 6};

  private static List<LossFunction> losses() {
    return List.of(
        LossFunction.CROSS_ENTROPY,
        new LossFunction(Kind.CROSS_ENTROPY, 0.1),
        new LossFunction(Kind.SQUARED_ERROR, 0),
        new LossFunction(Kind.ABSOLUTE_ERROR, 0));
  }

  private static float[] logits() {
    Random random = new Random(5);
    float[] logits = new float[TARGETS.length * VOCABULARY];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) random.nextGaussian() * 2;
    }
    return logits;
  }

  /** The definitions of {@link Kind}, in double precision. */
  private static double expected(LossFunction loss, float[] logits) {
    double sum = 0;
    for (int row = 0; row < TARGETS.length; row++) {
      double total = 0;
      for (int k = 0; k < VOCABULARY; k++) {
        total += Math.exp(logits[row * VOCABULARY + k]);
      }
      for (int k = 0; TARGETS[row] >= 0 && k < VOCABULARY; k++) {
        double p = Math.exp(logits[row * VOCABULARY + k]) / total;
        double y = (TARGETS[row] == k ? 1 - loss.smoothing() : 0) + loss.smoothing() / VOCABULARY;
        sum +=
            switch (loss.kind()) {
              case CROSS_ENTROPY -> -y * Math.log(p);
              case SQUARED_ERROR -> (p - y) * (p - y);
              case ABSOLUTE_ERROR -> Math.abs(p - y);
            };
      }
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("losses")
  void followsTheDefinitionAndItsSlope(LossFunction loss) {
    float[] values = logits();
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray logits = manager.create(values, new Shape(TARGETS.length, VOCABULARY));
      logits.setRequiresGradient(true);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray sum = GraphLoss.sum(loss, logits, manager.create(TARGETS));
        assertThat((double) sum.getFloat()).isCloseTo(expected(loss, values), within(1e-5));
        collector.backward(sum);
      }
      float[] slopes = logits.getGradient().toFloatArray();
      for (int i = 0; i < values.length; i++) {
        float[] above = values.clone();
        float[] below = values.clone();
        above[i] += 1e-2f;
        below[i] -= 1e-2f;
        double slope =
            (expected(loss, above) - expected(loss, below)) / ((double) above[i] - below[i]);
        assertThat((double) slopes[i]).isCloseTo(slope, within(1e-4));
      }
    }
  }
}
