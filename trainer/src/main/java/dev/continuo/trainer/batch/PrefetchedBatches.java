package dev.continuo.trainer.batch;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Batches that are read while the step before them computes: when one is taken, a thread begins
 * with the next. The steps still say alone what is in a batch, so that any order may be asked for.
 */
public final class PrefetchedBatches implements BatchSource, AutoCloseable {

  private final BatchSource source;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("continuo-batches").factory());
  private @Nullable Pending pending;

  /** The batches of a source, one ahead. */
  public PrefetchedBatches(BatchSource source) {
    this.source = source;
  }

  /**
   * A batch that is read. Its failure needs no memory, or a full heap would leave the step waiting.
   */
  private static final class Pending implements Runnable {

    private final BatchSource source;
    private final long step;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private @Nullable Batch batch;
    private @Nullable Throwable failure;

    Pending(BatchSource source, long step) {
      this.source = source;
      this.step = step;
    }

    @Override
    @SuppressWarnings("IllegalCatch")
    public void run() {
      try {
        batch = source.at(step);
      } catch (Throwable e) {
        failure = e;
      } finally {
        done.complete(null);
      }
    }

    Batch await() {
      done.join();
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      if (failure instanceof Error error) {
        throw error;
      }
      return Objects.requireNonNull(batch);
    }
  }

  @Override
  public Batch at(long step) {
    Pending asked = pending;
    if (asked == null || asked.step != step) {
      asked = ask(step);
    }
    pending = null; // a batch that failed is read again
    Batch batch = asked.await();
    pending = ask(step + 1);
    return batch;
  }

  private Pending ask(long step) {
    Pending asked = new Pending(source, step);
    thread.execute(asked);
    return asked;
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
