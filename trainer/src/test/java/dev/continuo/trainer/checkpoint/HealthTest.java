package dev.continuo.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.trainer.config.TrainingConfig.Care;
import org.junit.jupiter.api.Test;

final class HealthTest {

  private static final Care CARE = new Care(5, 4, 3, 2, 0.5);

  private static Health after(Health health, double... losses) {
    Health last = health;
    for (double loss : losses) {
      last = last.after(loss, CARE);
    }
    return last;
  }

  @Test
  void isIllAfterEnoughHighLossesInARow() {
    Health well = after(Health.SOUND, 5, 3, 2.0, 2.1, 1.9, 2.0, 2.05);
    assertThat(well.losses()).containsExactly(2.0, 2.1, 1.9, 2.0, 2.05);
    assertThat(after(well, 2.3, 2.3, 2.3, 2.3).high()).isZero();
    assertThat(after(well, 2.5, 9).isIll(CARE)).isFalse();
    assertThat(after(well, 2.5, 9, 2.0, 9, 9).isIll(CARE)).isFalse();
    assertThat(after(well, 2.5, 9, 9).isIll(CARE)).isTrue();
    assertThat(after(well, 9, 9, 9).losses()).isEqualTo(well.losses());
  }

  @Test
  void doesNotJudgeBeforeItHasSeenEnough() {
    assertThat(after(Health.SOUND, 2, 9, 9, 9).high()).isZero();
    assertThat(after(Health.SOUND, 2, Double.NaN).high()).isEqualTo(1);
  }

  @Test
  void goesOnSlowerEachTime() {
    Health ill = after(Health.SOUND, 2, Double.NaN);
    Health once = Health.SOUND.slowerThan(ill, CARE);
    assertThat(once.rollbacks()).isEqualTo(1);
    assertThat(once.rateFactor()).isEqualTo(0.5);
    assertThat(Health.SOUND.slowerThan(once, CARE).rateFactor()).isEqualTo(0.25);
  }
}
