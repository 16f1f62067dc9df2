package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.kernel.Workers;
import dev.continuo.model.runtime.Session.LogitsConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Brings the tokens of concurrent texts together, so that the weights are read once for all. One of
 * the waiting threads leads: it runs a batch of what has come, and the next one leads the next
 * batch. Texts that took part in a batch come back a moment later with their next token, so the
 * leader waits a moment for as many texts as the batch before had.
 */
final class Batcher {

  /** The next batch may wait for texts for this part of the last batch's time. */
  private static final int WAITED_PART = 2;

  private final Forward forward;
  private final Workers pool;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Request> waiting = new ArrayList<>();
  private boolean leading;
  private boolean closed;
  private int lastTexts;
  private long lastNanos;

  Batcher(Forward forward, Workers pool) {
    this.forward = forward;
    this.pool = pool;
  }

  /** Appends tokens to a text; returns when all are computed. */
  void append(
      KeyValueCache cache, int position, int[] ids, int firstWithLogits, LogitsConsumer consumer) {
    Request request =
        new Request(cache, position, ids, firstWithLogits, consumer, lock.newCondition());
    enter(request);
    for (Optional<Batch> batch = lead(request); batch.isPresent(); batch = lead(request)) {
      long start = System.nanoTime();
      batch.get().run(forward, pool);
      finish(batch.get(), System.nanoTime() - start);
    }
    request.rethrow();
  }

  /** Waits for the batch at hand, and lets no other run. */
  void close() {
    lock.lock();
    try {
      closed = true;
      waiting.forEach(request -> request.turn().signal());
      while (leading) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void enter(Request request) {
    lock.lock();
    try {
      waiting.add(request);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a text is done, which gives nothing, or its thread is to run a batch. */
  private Optional<Batch> lead(Request request) {
    lock.lock();
    try {
      while (leading && request.remaining() > 0) {
        request.turn().awaitUninterruptibly();
      }
      if (request.remaining() > 0 && closed) {
        request.fail(new ModelException("the model is closed"));
      }
      if (request.remaining() == 0) {
        waiting.remove(request);
        handOver();
        return Optional.empty();
      }
      leading = true;
      awaitOthers();
      return Optional.of(Batch.of(waiting, forward.mostTokens()));
    } finally {
      lock.unlock();
    }
  }

  private void awaitOthers() {
    long left = lastNanos / WAITED_PART;
    try {
      while (waiting.size() < lastTexts && left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void finish(Batch batch, long nanos) {
    lock.lock();
    try {
      leading = false;
      lastTexts = batch.requests().size();
      lastNanos = nanos;
      for (Request request : batch.requests()) {
        if (request.remaining() == 0) {
          waiting.remove(request);
          request.turn().signal();
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes a thread that can lead, if none does. */
  private void handOver() {
    if (!leading && !waiting.isEmpty()) {
      waiting.getFirst().turn().signal();
    }
  }
}
