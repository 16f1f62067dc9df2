package dev.continuo.trainer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class PrefetchedBatchesTest {

  /** Batches that hold their own number. */
  private record Numbered() implements BatchSource {
    @Override
    public Batch at(long step) {
      if (step > 100) {
        throw new IllegalStateException("no batch " + step);
      }
      return new Batch(1, 1, new long[] {step}, new long[] {step + 1});
    }

    @Override
    public double stepsPerEpoch() {
      return 7;
    }
  }

  @Test
  void givesWhatTheSourceGivesInAnyOrder() {
    try (PrefetchedBatches batches = new PrefetchedBatches(new Numbered())) {
      for (long step : new long[] {0, 1, 2, 9, 10, 3, 3, 4, 100}) {
        assertThat(batches.at(step).inputs()).containsExactly(step);
      }
      assertThat(batches.stepsPerEpoch()).isEqualTo(7);
      assertThatThrownBy(() -> batches.at(101)).hasMessage("no batch 101");
    }
  }
}
