package dev.continuo.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.trainer.config.TrainingConfig.DivergenceRule;
import org.junit.jupiter.api.Test;

final class DivergenceGuardTest {

  private static final DivergenceRule CARE = new DivergenceRule(5, 4, 3, 2, 0.5);

  private static DivergenceGuard after(DivergenceGuard health, double... losses) {
    DivergenceGuard last = health;
    for (double loss : losses) {
      last = last.after(loss, CARE);
    }
    return last;
  }

  @Test
  void isIllAfterEnoughHighLossesInARow() {
    DivergenceGuard well = after(DivergenceGuard.SOUND, 5, 3, 2.0, 2.1, 1.9, 2.0, 2.05);
    assertThat(well.losses()).containsExactly(2.0, 2.1, 1.9, 2.0, 2.05);
    assertThat(after(well, 2.3, 2.3, 2.3, 2.3).high()).isZero();
    assertThat(after(well, 2.5, 9).isDiverging(CARE)).isFalse();
    assertThat(after(well, 2.5, 9, 2.0, 9, 9).isDiverging(CARE)).isFalse();
    assertThat(after(well, 2.5, 9, 9).isDiverging(CARE)).isTrue();
    assertThat(after(well, 9, 9, 9).losses()).isEqualTo(well.losses());
  }

  @Test
  void doesNotJudgeBeforeItHasSeenEnough() {
    assertThat(after(DivergenceGuard.SOUND, 2, 9, 9, 9).high()).isZero();
    assertThat(after(DivergenceGuard.SOUND, 2, Double.NaN).high()).isEqualTo(1);
  }

  @Test
  void goesOnSlowerEachTime() {
    DivergenceGuard ill = after(DivergenceGuard.SOUND, 2, Double.NaN);
    DivergenceGuard once = DivergenceGuard.SOUND.slowerThan(ill, CARE);
    assertThat(once.rollbacks()).isEqualTo(1);
    assertThat(once.rateFactor()).isEqualTo(0.5);
    assertThat(DivergenceGuard.SOUND.slowerThan(once, CARE).rateFactor()).isEqualTo(0.25);
  }
}
