package dev.continuo.trainer.engine;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.NamedArrays;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.step.DeviceSteps;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Over the operations of a backend, which is closed with this.
 *
 * @param rows the most sequences that go through the net at once
 */
record DeviceScoring(Backend backend, DenseTransformer transformer, ModelConfig config, int rows)
    implements ScoringEngine {

  @Override
  public NamedArrays weights() {
    return transformer.parameters().arrays();
  }

  @Override
  public void refresh() {
    transformer.parameters().refresh();
  }

  @Override
  public float[] crossEntropies(Batch batch) {
    float[] losses = new float[batch.targets().length];
    scored(
        batch,
        transformer.losses(),
        (segment, from, count) ->
            MemorySegment.copy(segment, ValueLayout.JAVA_FLOAT, 0, losses, from, count));
    return losses;
  }

  @Override
  public long[] likeliest(Batch batch) {
    long[] ids = new long[batch.targets().length];
    scored(
        batch,
        transformer.likeliest(),
        (segment, from, count) -> {
          for (int i = 0; i < count; i++) {
            ids[from + i] = segment.getAtIndex(ValueLayout.JAVA_INT, i);
          }
        });
    return ids;
  }

  /** What is done with the results of some rows. */
  private interface Found {
    void take(MemorySegment segment, int from, int count);
  }

  private void scored(Batch batch, Buffer result, Found found) {
    try (Arena arena = backend.scope()) {
      for (int first = 0; first < batch.rows(); first += rows) {
        Batch part = batch.rows(first, Math.min(rows, batch.rows() - first));
        DeviceSteps.hand(backend, transformer, part, config.vocabularySize());
        transformer.score(part.rows());
        int count = part.targets().length;
        MemorySegment segment = arena.allocate((long) count * Integer.BYTES, Long.BYTES);
        backend.read(result, segment);
        found.take(segment, first * batch.columns(), count);
      }
    }
  }

  @Override
  public void close() {
    transformer.close();
    backend.close();
  }
}
