package dev.continuo.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LearningCurveTest {

  @Test
  void drawsBothLossesInOneFrame() {
    LearningCurve curve = new LearningCurve();
    assertThat(curve.draw(8, 3)).isEmpty();
    for (int step = 1; step <= 16; step++) {
      curve.addTrain(step * 100L, 12 - 0.5 * step);
    }
    curve.addValidation(800, 11.5);
    assertThat(curve.draw(8, 3))
        .isEqualTo(
            List.of(
                "loss, nats per token   ⣀⠤ training   ● held-out",
                "  11.50 │⠑⠢⡀●",
                "   7.75 │  ⠈⠑⢄⡀",
                "   4.00 │     ⠈⠢⢄",
                "        └────────",
                "         0 1,600 tokens"));
  }
}
