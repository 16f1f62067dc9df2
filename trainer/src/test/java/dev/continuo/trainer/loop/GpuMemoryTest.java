package dev.continuo.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import org.junit.jupiter.api.Test;

final class GpuMemoryTest {

  private static final ModelConfig MODEL = ModelConfig.ofDepth(12, 50_000, 1024, 0);
  private static final Batching BATCHING = new Batching(64, 1024, Objective.CONTINUATION);

  @Test
  void takesAsManyRowsAsMemoryHolds() {
    assertThat(GpuMemory.rows(1L << 50, MODEL, BATCHING)).isZero();
    int rows = GpuMemory.rows(16L << 30, MODEL, BATCHING);
    assertThat(rows).isBetween(2, 16);
    assertThat(GpuMemory.rows(32L << 30, MODEL, BATCHING)).isBetween(2 * rows, 2 * rows + 1);
    assertThat(GpuMemory.rows(1L << 20, MODEL, BATCHING)).isOne();
  }

  @Test
  void leavesTheCpuAlone() {
    assertThat(GpuMemory.rows(Device.cpu(), MODEL, BATCHING)).isZero();
  }
}
