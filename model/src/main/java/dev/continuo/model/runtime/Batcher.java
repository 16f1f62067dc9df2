package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.runtime.Session.LogitsConsumer;
import dev.continuo.model.vector.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Brings the tokens of concurrent texts together, so that the weights are read once for all. One of
 * the waiting threads leads: it runs batches of what has come until its own text is done, and
 * leaves the lead to another. Texts that took part in a batch come back a moment later with their
 * next token, so the leader waits a moment for as many texts as there were when the last batch
 * ended, those that came meanwhile among them: else two groups of texts that once fell apart would
 * take turns forever.
 */
final class Batcher {

  /** The next batch may wait for texts for this part of the last batch's time. */
  private static final int WAITED_PART = 2;

  private static final String CLOSED = "the model is closed";

  /** How often closing looks whether the batch at hand has ended. */
  private static final long CLOSING_NANOS = 100_000;

  private final Function<List<Request>, Batch> computing;
  private final Queue<Request> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean leading = new AtomicBoolean();
  private volatile boolean closed;

  // The leader's own.
  private final List<Request> waiting = new ArrayList<>();
  private int expected;
  private long lastNanos;

  Batcher(BatchForward forward, Workers pool) {
    this(
        waiting -> {
          Batch batch = Batch.of(waiting, forward.mostTokens());
          batch.run(forward, pool);
          return batch;
        });
  }

  /** One that computes tokens of the waiting texts by a function. */
  Batcher(Function<List<Request>, Batch> computing) {
    this.computing = computing;
  }

  /** Appends tokens to a text; returns when all are computed. */
  void append(
      TextCache cache, int position, int[] ids, int firstWithLogits, LogitsConsumer consumer) {
    append(new Request(cache, position, ids, firstWithLogits, consumer));
  }

  /** Appends the tokens of this thread's request; returns when all are computed. */
  void append(Request request) {
    arrived.add(request);
    boolean interrupted = false;
    while (!request.isDone()) {
      if (leading.compareAndSet(false, true)) {
        lead(request);
      } else {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    request.rethrow();
  }

  /** Waits for the batch at hand, and lets no other run. */
  void close() {
    closed = true;
    while (!leading.compareAndSet(false, true)) {
      LockSupport.parkNanos(this, CLOSING_NANOS);
    }
    refuseAll(new ModelException(CLOSED));
    leading.set(false);
  }

  @SuppressWarnings("IllegalCatch") // what a leader cannot go on after ends the texts, not the lead
  private void lead(Request own) {
    try {
      runBatches(own);
      if (closed) {
        refuseAll(new ModelException(CLOSED));
      }
    } catch (RuntimeException | Error e) {
      refuseAll(e);
    }
    Request next = waiting.isEmpty() ? null : waiting.getFirst();
    leading.set(false);
    if (next == null) {
      next = arrived.peek();
    }
    if (next != null) {
      next.wake();
    }
  }

  private void runBatches(Request own) {
    while (!own.isDone() && !closed) {
      awaitOthers();
      long start = System.nanoTime();
      Batch batch = computing.apply(waiting);
      lastNanos = System.nanoTime() - start;
      takeArrived();
      expected = waiting.size();
      for (Request request : batch.requests()) {
        if (request.remaining() == 0) {
          waiting.remove(request);
          request.finish();
        }
      }
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // only how long it waits depends on the scheduler
  private void awaitOthers() {
    takeArrived();
    long start = System.nanoTime();
    while (waiting.size() < expected
        && System.nanoTime() - start < lastNanos / WAITED_PART
        && !closed) {
      Thread.yield();
      takeArrived();
    }
  }

  private void takeArrived() {
    for (Request request = arrived.poll(); request != null; request = arrived.poll()) {
      waiting.add(request);
    }
  }

  private void refuseAll(Throwable reason) {
    takeArrived();
    for (Request request : waiting) {
      request.fail(reason);
      request.finish();
    }
    waiting.clear();
  }
}
