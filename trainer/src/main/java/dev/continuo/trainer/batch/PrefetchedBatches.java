package dev.continuo.trainer.batch;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Batches that are read while the step before them computes: when one is taken, a thread begins
 * with the next. The steps still say alone what is in a batch, so that any order may be asked for.
 */
public final class PrefetchedBatches implements BatchSource, AutoCloseable {

  private record Pending(long step, CompletableFuture<Batch> batch) {}

  private final BatchSource source;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("continuo-batches").factory());
  private @Nullable Pending pending;

  /** The batches of a source, one ahead. */
  public PrefetchedBatches(BatchSource source) {
    this.source = source;
  }

  @Override
  public Batch at(long step) {
    Pending asked = pending;
    if (asked == null || asked.step != step) {
      asked = ask(step);
    }
    Batch batch = taken(asked);
    pending = ask(step + 1);
    return batch;
  }

  private Pending ask(long step) {
    return new Pending(step, CompletableFuture.supplyAsync(() -> source.at(step), thread));
  }

  private static Batch taken(Pending asked) {
    try {
      return asked.batch.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    } catch (CancellationException e) {
      throw new IllegalStateException("batches were closed", e);
    }
  }

  @Override
  public double stepsPerEpoch() {
    return source.stepsPerEpoch();
  }

  /** Waits for the batch that is being read, whose memory may be unmapped after this. */
  @Override
  public void close() {
    thread.close();
  }
}
