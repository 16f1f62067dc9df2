package dev.continuo.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.trainer.fit.ScalingLaw.Estimate;
import dev.continuo.trainer.fit.ScalingLaw.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ScalingLawTest {

  /** Hoffmann et al., equation 10. */
  private static final ScalingLaw CHINCHILLA = new ScalingLaw(1.69, 406.4, 0.34, 410.7, 0.28);

  private static List<Run> runs(ScalingLaw law, double noise, long seed) {
    Random random = new Random(seed);
    List<Run> runs = new ArrayList<>();
    for (double parameters : new double[] {2e5, 1e6, 5e6, 2e7}) {
      for (double tokens : new double[] {1e6, 4e6, 1.6e7, 6.4e7}) {
        double loss = law.loss(parameters, tokens) * (1 + noise * random.nextGaussian());
        runs.add(new Run(parameters, tokens, loss));
      }
    }
    return runs;
  }

  @Test
  void parametersOfSyntheticRunsAreFoundAgain() {
    ScalingLaw law = ScalingLaw.fit(runs(CHINCHILLA, 0, 1));
    assertThat(law.sizeExponent()).isCloseTo(0.34, Offset.offset(0.01));
    assertThat(law.dataExponent()).isCloseTo(0.28, Offset.offset(0.01));
    assertThat(law.floor()).isCloseTo(1.69, Offset.offset(0.1));
    assertThat(law.sizeFactor()).isCloseTo(406.4, Percentage.withPercentage(10));
    assertThat(law.dataFactor()).isCloseTo(410.7, Percentage.withPercentage(10));
  }

  @Test
  void theBestSizeIsThePapers() {
    // Table A3 of Hoffmann et al. (approach 3): 5.88e23 operations ask for 4e10 parameters or so.
    double flops = 5.88e23;
    double best = CHINCHILLA.bestParameters(flops);
    double here = CHINCHILLA.loss(best, flops / 6 / best);
    assertThat(here).isLessThan(CHINCHILLA.loss(best * 1.1, flops / 6 / (best * 1.1)));
    assertThat(here).isLessThan(CHINCHILLA.loss(best / 1.1, flops / 6 / (best / 1.1)));
    assertThat(best).isBetween(3e10, 5e10);
  }

  @Test
  void intervalsHoldTheTruthAboutAsOftenAsTheySay() {
    int held = 0;
    double truth = CHINCHILLA.loss(8e7, 6.4e7);
    for (int i = 0; i < 20; i++) {
      Estimate estimate = ScalingLaw.predict(runs(CHINCHILLA, 0.005, i), 8e7, 6.4e7, 40, i);
      assertThat(estimate.value()).isCloseTo(truth, Percentage.withPercentage(4));
      assertThat(estimate.low()).isLessThan(estimate.high());
      held += estimate.low() <= truth && truth <= estimate.high() ? 1 : 0;
    }
    assertThat(held).isBetween(13, 20);
  }

  @Test
  void repeatedTextIsWorthLessAndLess() {
    assertThat(ScalingLaw.effectiveTokens(100, 60)).isEqualTo(60);
    assertThat(ScalingLaw.effectiveTokens(100, 400)).isBetween(360.0, 400.0);
    // however often: 16.4 times the text (Muennighoff et al., section 5)
    assertThat(ScalingLaw.effectiveTokens(100, 1e6)).isCloseTo(1639, Offset.offset(1.0));
  }

  @Test
  void tooFewRunsAreRefused() {
    List<Run> few = runs(CHINCHILLA, 0, 1).subList(0, 5);
    assertThatThrownBy(() -> ScalingLaw.fit(few)).hasMessageContaining("at least 6 runs");
  }
}
