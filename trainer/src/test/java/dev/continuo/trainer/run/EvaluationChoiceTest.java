package dev.continuo.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.trainer.config.TrainingConfig.Evaluation;
import org.junit.jupiter.api.Test;

class EvaluationChoiceTest {

  @Test
  void scoringCostsAFewHundredthsOfTheTraining() {
    for (double trained : new double[] {50_000, 130_000, 600_000, 1e6, 1e8}) {
      Evaluation chosen = EvaluationChoice.ofTokens(trained);
      assertThat(chosen.count() * chosen.tokens() / 3.0).isLessThanOrEqualTo(0.04 * trained);
      assertThat(chosen.count()).isBetween(4, 20);
      assertThat(chosen.share()).isNull();
    }
    assertThat(EvaluationChoice.ofTokens(1e8)).isEqualTo(new Evaluation(20, 1L << 13, null));
    assertThat(EvaluationChoice.ofTokens(50_000).tokens()).isGreaterThan(1000);
    assertThat(EvaluationChoice.ofTokens(1).tokens()).isEqualTo(1);
  }

  @Test
  void aRunOfSomeTimeAlsoKeepsToItsShareByTheClock() {
    Evaluation chosen = EvaluationChoice.ofTime(600_000);
    assertThat(chosen.share()).isEqualTo(EvaluationChoice.SHARE);
    assertThat(EvaluationChoice.ofTime(Double.POSITIVE_INFINITY).count()).isEqualTo(20);
  }

  @Test
  void whatIsAskedForIsDoneWhateverItCosts() {
    assertThat(EvaluationChoice.asked(50)).isEqualTo(new Evaluation(50, 1L << 13, null));
  }
}
