package dev.continuo.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.trainer.batch.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

final class MicroBatchesTest {

  private static final Batch BATCH = new Batch(16, 1, new long[16], new long[16]);

  /** A net whose memory holds so many rows. */
  private record Narrow(int most, List<Integer> tried) implements MicroBatches.Gradients {
    @Override
    public DoubleSupplier make(Batch batch, int rows) {
      tried.add(rows);
      if (rows > most) {
        throw new IllegalStateException(
            "native", new IllegalStateException("DefaultCPUAllocator: can't allocate memory"));
      }
      return batch::rows;
    }
  }

  @Test
  void halvesUntilItFitsAndStaysThere() {
    List<Integer> tried = new ArrayList<>();
    MicroBatches batches = new MicroBatches(new Narrow(3, tried), 0);
    assertThat(batches.gradients(BATCH).getAsDouble()).isEqualTo(16);
    assertThat(tried).containsExactly(16, 8, 4, 2);
    batches.gradients(BATCH);
    assertThat(tried).endsWith(2, 2);
    assertThat(batches.rows()).isEqualTo(2);
    assertThat(new MicroBatches(new Narrow(99, tried), 0).rows()).isZero();
  }

  @Test
  void givesUpWhereOneRowIsTooMuchAndPassesOtherErrorsOn() {
    List<Integer> tried = new ArrayList<>();
    MicroBatches batches = new MicroBatches(new Narrow(0, tried), 4);
    assertThatThrownBy(() -> batches.gradients(BATCH))
        .hasRootCauseMessage("DefaultCPUAllocator: can't allocate memory");
    assertThat(tried).containsExactly(4, 2, 1);
    MicroBatches.Gradients broken =
        (batch, rows) -> {
          throw new IllegalArgumentException("another fault");
        };
    assertThatThrownBy(() -> new MicroBatches(broken, 0).gradients(BATCH))
        .hasMessage("another fault");
  }
}
