package dev.continuo.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class VerdictTest {

  @Test
  void readsTheCurve() {
    List<Double> falling = List.of(5.0, 4.0, 3.5, 3.2, 3.0, 2.9, 2.8, 2.7);
    List<Double> flat = List.of(5.0, 4.0, 3.5, 3.2, 3.01, 3.005, 3.002, 3.0);
    List<Double> rising = List.of(5.0, 4.0, 3.5, 3.2, 3.0, 3.1, 3.2, 3.3);
    assertThat(Verdict.of(falling, 2.6)).isEqualTo(Verdict.STILL_FALLING);
    assertThat(Verdict.of(flat, 2.9)).isEqualTo(Verdict.FLAT);
    assertThat(Verdict.of(flat, 2.0)).isEqualTo(Verdict.MEMORIZING);
    assertThat(Verdict.of(rising, 2.0)).isEqualTo(Verdict.OVERFITTING);
    assertThat(Verdict.of(List.of(3.0, 2.0), 2.0)).isEqualTo(Verdict.UNKNOWN);
  }
}
