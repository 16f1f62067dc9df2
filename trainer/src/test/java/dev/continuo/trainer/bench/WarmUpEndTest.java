package dev.continuo.trainer.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmUpEndTest {

  @Test
  void takesTheTimeAfterTheLoopsWereCompiled() {
    WarmUpEnd settling = new WarmUpEnd(1);
    for (double slow : new double[] {3, 2, 1.5, 0.9, 0.6}) {
      settling.add(slow);
      assertThat(settling.isOver()).isFalse();
    }
    double[] steady = {0.30, 0.31, 0.29, 0.32, 0.31};
    for (int i = 0; i < steady.length; i++) {
      assertThat(settling.isOver()).as("after %d", i).isFalse();
      settling.add(steady[i]);
    }
    assertThat(settling.isOver()).isTrue();
    assertThat(settling.seconds()).isEqualTo(0.31);
  }

  @Test
  void oneStepIsNotEnoughToSay() {
    WarmUpEnd settling = new WarmUpEnd(1);
    settling.add(5);
    settling.add(5);
    assertThat(settling.isOver()).isFalse();
    assertThat(settling.seconds()).isEqualTo(5);
  }
}
