package dev.continuo.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SpreadTest {

  /** Extra hours of sleep by two drugs: the data of Student (1908), R's {@code sleep}. */
  private static final double[] FIRST = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};

  private static final double[] SECOND = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

  @Test
  void thePairedTestIsThePublishedOne() {
    Spread.Comparison comparison = Spread.compare(FIRST, SECOND);
    // R: t.test(extra ~ group, paired = TRUE): t = 4.0621, df = 9, p = 0.002833, 0.70 to 2.46
    assertThat(comparison.difference().mean()).isCloseTo(1.58, Offset.offset(1e-9));
    assertThat(comparison.p()).isCloseTo(0.002833, Offset.offset(1e-6));
    assertThat(comparison.difference().low()).isCloseTo(0.7001142, Offset.offset(1e-6));
    assertThat(comparison.difference().high()).isCloseTo(2.4598858, Offset.offset(1e-6));
    assertThat(comparison.isReal()).isTrue();
  }

  @Test
  void aSpreadIsMeanAndSampleDeviation() {
    Spread spread = Spread.of(FIRST);
    assertThat(spread.mean()).isCloseTo(0.75, Offset.offset(1e-9));
    assertThat(spread.deviation()).isCloseTo(1.78901, Offset.offset(1e-5)); // R: sd(extra[1:10])
    assertThat(Spread.of(3.0).deviation()).isZero();
  }

  @Test
  void moreRunsAreAskedForWhereADifferenceIsSmall() {
    Spread.Comparison unclear =
        Spread.compare(new double[] {3.00, 3.02, 2.98}, new double[] {3.01, 3.00, 2.99});
    assertThat(unclear.isReal()).isFalse();
    assertThat(unclear.pairsNeeded()).isGreaterThan(3);
    assertThat(unclear.detectable()).isGreaterThan(Math.abs(unclear.difference().mean()));
  }

  @Test
  void equalRunsDoNotDiffer() {
    assertThat(Spread.compare(new double[] {1, 2}, new double[] {1, 2}).isReal()).isFalse();
  }

  @Test
  void pairsMustMatch() {
    assertThatThrownBy(() -> Spread.compare(new double[] {1}, new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
