package dev.continuo.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.trainer.batch.Batch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MicroBatchFallbackTest {

  private static final Batch BATCH = new Batch(16, 1, new long[16], new long[16]);

  /** A net whose memory holds so many rows. */
  private record Narrow(int most, List<Integer> tried) implements MicroBatchFallback.Beginning {
    @Override
    public void begin(Batch batch, int rows) {
      tried.add(rows);
      if (rows > most) {
        throw new IllegalStateException(
            "native", new IllegalStateException("DefaultCPUAllocator: can't allocate memory"));
      }
    }
  }

  @Test
  void halvesUntilItFitsAndStaysThere() {
    List<Integer> tried = new ArrayList<>();
    MicroBatchFallback batches = new MicroBatchFallback(new Narrow(3, tried), 0);
    batches.begin(BATCH);
    assertThat(tried).containsExactly(16, 8, 4, 2);
    batches.begin(BATCH);
    assertThat(tried).endsWith(2, 2);
    assertThat(batches.rows()).isEqualTo(2);
    assertThat(new MicroBatchFallback(new Narrow(99, tried), 0).rows()).isZero();
  }

  @Test
  void givesUpWhereOneRowIsTooMuchAndPassesOtherErrorsOn() {
    List<Integer> tried = new ArrayList<>();
    MicroBatchFallback batches = new MicroBatchFallback(new Narrow(0, tried), 4);
    assertThatThrownBy(() -> batches.begin(BATCH))
        .hasRootCauseMessage("DefaultCPUAllocator: can't allocate memory");
    assertThat(tried).containsExactly(4, 2, 1);
    MicroBatchFallback.Beginning broken =
        (batch, rows) -> {
          throw new IllegalArgumentException("another fault");
        };
    assertThatThrownBy(() -> new MicroBatchFallback(broken, 0).begin(BATCH))
        .hasMessage("another fault");
  }
}
