package dev.continuo.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LearningCurveTest {

  @Test
  void drawsBothLossesInOneFrame() {
    LearningCurve curve = new LearningCurve();
    assertThat(curve.draw(8, 3)).isEmpty();
    for (int step = 1; step <= 8; step++) {
      curve.addTrain(step * 100L, 9 - step);
    }
    curve.addValidation(400, 8);
    assertThat(curve.draw(8, 3))
        .isEqualTo(
            List.of(
                "loss, nats per token   · training   ● held-out",
                "   8.00 │·· ●",
                "   4.50 │  ····",
                "   1.00 │      ··",
                "        └────────",
                "         0 800 tokens"));
  }
}
