package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.runtime.Session.LogitsConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Brings the tokens of concurrent texts together, so that the weights are read once for all. One of
 * the waiting threads leads: it runs a batch of what has come, and the next one leads the next
 * batch. Texts that took part in a batch come back a moment later with their next token, so the
 * leader waits a moment for as many texts as the batch before had.
 */
final class Batcher {

  /** The share of the last batch's time that the next one may wait for texts. */
  private static final int WAITED_SHARE = 2;

  private final Forward forward;
  private final WorkerPool pool;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final List<Request> waiting = new ArrayList<>();
  private boolean leading;
  private boolean closed;
  private int lastTexts;
  private long lastNanos;

  Batcher(Forward forward, WorkerPool pool) {
    this.forward = forward;
    this.pool = pool;
  }

  /** Appends tokens to a text; returns when all are computed. */
  void append(
      KeyValueCache cache, int position, int[] ids, int firstWithLogits, LogitsConsumer consumer) {
    lock.lock();
    try {
      Request request =
          new Request(cache, position, ids, firstWithLogits, consumer, lock.newCondition());
      waiting.add(request);
      arrived.signalAll();
      while (request.remaining() > 0) {
        if (closed) {
          request.fail(new ModelException("the model is closed"));
        } else if (leading) {
          request.turn().awaitUninterruptibly();
        } else {
          lead();
        }
      }
      waiting.remove(request);
      if (!leading && !waiting.isEmpty()) {
        waiting.getFirst().turn().signal();
      }
      request.rethrow();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the batch at hand, and lets no other run. */
  void close() {
    lock.lock();
    try {
      closed = true;
      while (leading) {
        arrived.awaitUninterruptibly();
      }
      waiting.forEach(request -> request.turn().signal());
    } finally {
      lock.unlock();
    }
  }

  /** Runs one batch, without the lock. */
  private void lead() {
    leading = true;
    try {
      awaitOthers();
      List<Request> requests = new ArrayList<>();
      List<Slice> slices = new ArrayList<>();
      int[] ids = gather(requests, slices);
      lock.unlock();
      long start = System.nanoTime();
      try {
        run(requests, slices, ids);
      } finally {
        lastNanos = System.nanoTime() - start;
        lock.lock();
      }
      lastTexts = requests.size();
      for (Request request : requests) {
        if (request.remaining() == 0) {
          waiting.remove(request);
          request.turn().signal();
        }
      }
    } finally {
      leading = false;
      if (closed) {
        arrived.signalAll();
      }
    }
  }

  private void awaitOthers() {
    long left = lastNanos / WAITED_SHARE;
    try {
      while (waiting.size() < lastTexts && left > 0 && !closed) {
        left = arrived.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes tokens of the waiting texts: of those that want one token first. */
  private int[] gather(List<Request> requests, List<Slice> slices) {
    int tokens = 0;
    for (boolean single : new boolean[] {true, false}) {
      for (Request request : waiting) {
        int count = Math.min(request.remaining(), forward.mostTokens() - tokens);
        if (count > 0 && (request.remaining() == 1) == single) {
          requests.add(request);
          slices.add(request.slice(tokens, count));
          tokens += count;
        }
      }
    }
    int[] ids = new int[tokens];
    for (int i = 0; i < requests.size(); i++) {
      requests.get(i).copyIds(slices.get(i), ids);
    }
    return ids;
  }

  private void run(List<Request> requests, List<Slice> slices, int[] ids) {
    try {
      forward.run(slices, ids);
      int[] tokens = new int[forward.mostRows()];
      Request[] owners = new Request[forward.mostRows()];
      int rows = 0;
      for (int i = 0; i < requests.size(); i++) {
        Slice slice = slices.get(i);
        for (int token = 0; token < slice.tokens(); token++) {
          if (requests.get(i).wants(token)) {
            tokens[rows] = slice.first() + token;
            owners[rows++] = requests.get(i);
            if (rows == tokens.length) {
              deliver(requests, slices, owners, tokens, rows);
              rows = 0;
            }
          }
        }
      }
      deliver(requests, slices, owners, tokens, rows);
      for (int i = 0; i < requests.size(); i++) {
        requests.get(i).advance(slices.get(i));
      }
    } catch (RuntimeException | Error e) {
      requests.forEach(request -> request.fail(e));
    }
  }

  /** Hands some logits over: those of one text in order, those of several at once. */
  private void deliver(
      List<Request> requests, List<Slice> slices, Request[] owners, int[] tokens, int rows) {
    if (rows == 0) {
      return;
    }
    float[] logits = forward.logits(tokens, rows);
    int vocabulary = logits.length / forward.mostRows();
    pool.run(
        requests.size(),
        (task, worker) -> {
          Request request = requests.get(task);
          for (int row = 0; row < rows; row++) {
            if (owners[row] == request) {
              int token = tokens[row] - slices.get(task).first();
              request.accept(token, logits, row * vocabulary, vocabulary);
            }
          }
        });
  }
}
