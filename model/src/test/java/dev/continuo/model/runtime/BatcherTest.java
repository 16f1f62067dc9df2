package dev.continuo.model.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.config.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class BatcherTest {

  private static final KeyValueCache CACHE =
      KeyValueCache.of(ModelConfig.ofDepth(1, 16, 16, -1), new PlainKernels(), false);

  private static void append(Batcher batcher) {
    batcher.append(CACHE, 0, new int[] {1}, 1, (position, logits) -> {});
  }

  /** Makes the first batches as fails, and later ones without computing anything. */
  private record Failing(List<Throwable> failures) implements Function<List<Request>, Batch> {
    @Override
    public Batch apply(List<Request> waiting) {
      if (!failures.isEmpty()) {
        switch (failures.removeFirst()) {
          case Error error -> throw error;
          case RuntimeException exception -> throw exception;
          default -> throw new AssertionError();
        }
      }
      Batch batch = Batch.of(waiting, 1);
      waiting.forEach(request -> request.advance(request.slice(0, request.remaining())));
      return batch;
    }
  }

  @Test
  @Timeout(60)
  void aLeaderThatFailsLeavesTheLeadToOthers() {
    List<Throwable> failures =
        new ArrayList<>(
            List.of(new OutOfMemoryError("injected"), new IllegalStateException("another")));
    Batcher batcher = new Batcher(new Failing(failures));
    assertThatThrownBy(() -> append(batcher)).isInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(() -> append(batcher)).hasMessage("another");
    append(batcher);
    assertThat(failures).isEmpty();
    batcher.close();
    assertThatThrownBy(() -> append(batcher)).hasMessage("the model is closed");
  }
}
