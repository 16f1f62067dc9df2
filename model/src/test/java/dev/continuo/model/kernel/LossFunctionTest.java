package dev.continuo.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.model.kernel.LossFunction.Kind;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Losses and their gradients agree with their definitions in float64. */
final class LossFunctionTest {

  private static final int VOCABULARY = 37;
  private static final int TARGET = 5;

  @ParameterizedTest
  @CsvSource({"CROSS_ENTROPY,0", "CROSS_ENTROPY,0.1", "SQUARED_ERROR,0", "ABSOLUTE_ERROR,0"})
  void agreesWithFiniteDifferences(Kind kind, double smoothing) {
    Random random = new Random(3);
    double[] logits = random.doubles(VOCABULARY, -3, 3).toArray();
    float[] row = new float[VOCABULARY];
    for (int i = 0; i < VOCABULARY; i++) {
      row[i] = (float) logits[i];
      logits[i] = row[i];
    }
    double loss =
        new LossFunction(kind, smoothing).replaceByGradient(row, 0, VOCABULARY, TARGET, 0.5f);
    assertThat(loss).isCloseTo(defined(kind, smoothing, logits), within(1e-5));
    double step = 1e-5;
    for (int i = 0; i < VOCABULARY; i++) {
      double kept = logits[i];
      logits[i] = kept + step;
      double above = defined(kind, smoothing, logits);
      logits[i] = kept - step;
      double below = defined(kind, smoothing, logits);
      logits[i] = kept;
      assertThat((double) row[i]).isCloseTo(0.5 * (above - below) / (2 * step), within(1e-6));
    }
  }

  private static double defined(Kind kind, double smoothing, double[] logits) {
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit);
    }
    double loss = 0;
    for (int i = 0; i < logits.length; i++) {
      double p = Math.exp(logits[i]) / sum;
      double y = i == TARGET ? 1 : 0;
      loss +=
          switch (kind) {
            case CROSS_ENTROPY -> -((1 - smoothing) * y + smoothing / VOCABULARY) * Math.log(p);
            case SQUARED_ERROR -> (p - y) * (p - y);
            case ABSOLUTE_ERROR -> Math.abs(p - y);
          };
    }
    return loss;
  }
}
