package dev.continuo.cli.serve.work;

import dev.continuo.cli.serve.wire.ApiError;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The queue of requests: a few texts are computed at a time, a few requests wait in order of
 * arrival, the others are refused. Each text holds a slot and gives it back. A request asks for the
 * slot of its next text when the one before has got its own, so that requests of many texts share
 * with others.
 */
public final class RequestQueue {

  private static final double WEIGHT_OF_LAST = 0.1;
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);

  private final QueueLimits capacity;
  private final Semaphore slots;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile boolean closed;
  private double meanSeconds = 1;

  /** A queue with these limits. */
  public RequestQueue(QueueLimits capacity) {
    this.capacity = capacity;
    this.slots = new Semaphore(capacity.texts(), true);
  }

  /** The right to compute one text; given back once. */
  final class Slot implements AutoCloseable {

    private final long started = System.nanoTime();

    private Slot() {}

    @Override
    public void close() {
      double seconds = (System.nanoTime() - started) / 1e9;
      synchronized (RequestQueue.this) {
        meanSeconds += WEIGHT_OF_LAST * (seconds - meanSeconds);
      }
      slots.release();
    }
  }

  /** A request that is served, until it is closed. */
  final class Admission implements AutoCloseable {

    private Admission() {
      requests.incrementAndGet();
    }

    @Override
    public void close() {
      synchronized (RequestQueue.this) {
        requests.decrementAndGet();
        RequestQueue.this.notifyAll();
      }
    }
  }

  /**
   * Lets a request in.
   *
   * @throws ApiError where too many wait already, or the service ends
   */
  synchronized Admission admit() {
    if (closed) {
      throw ApiError.unavailable("the service is shutting down", retryAfter());
    }
    return new Admission();
  }

  /**
   * Refuses a request before its body is read, if it would be refused afterwards.
   *
   * @throws ApiError where too many wait already, or the service ends
   */
  public void checkRoom() {
    if (closed) {
      throw ApiError.unavailable("the service is shutting down", retryAfter());
    }
    if (waiting.get() >= capacity.queue() && slots.availablePermits() == 0) {
      throw ApiError.queueFull(capacity.queue(), retryAfter());
    }
  }

  /**
   * Waits for the slot of a request's first text.
   *
   * @throws ApiError where too many wait already, or this one has waited too long
   */
  Slot first() throws InterruptedException {
    if (slots.tryAcquire(0, TimeUnit.SECONDS)) {
      return new Slot();
    }
    if (waiting.incrementAndGet() > capacity.queue()) {
      waiting.decrementAndGet();
      throw ApiError.queueFull(capacity.queue(), retryAfter());
    }
    try {
      if (!slots.tryAcquire(capacity.patience().toNanos(), TimeUnit.NANOSECONDS)) {
        throw ApiError.unavailable(
            String.format(
                Locale.ROOT,
                "no slot became free within %,d seconds; try again later",
                capacity.patience().toSeconds()),
            retryAfter());
      }
      return new Slot();
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** Waits for the slot of another text of a request that is served. */
  Slot next() throws InterruptedException {
    slots.acquire();
    return new Slot();
  }

  /**
   * Computes something in its turn.
   *
   * @throws ApiError where its turn does not come
   */
  public <T> T compute(Supplier<T> work) throws InterruptedException {
    try (Admission _ = admit();
        Slot _ = first()) {
      return work.get();
    }
  }

  /** How many texts are computed. */
  public int running() {
    return capacity.texts() - slots.availablePermits();
  }

  /** How many requests wait for their turn. */
  public int waiting() {
    return waiting.get();
  }

  /** Whether no more requests are let in. */
  public boolean closed() {
    return closed;
  }

  /** Lets no more requests in, and waits for those that are served; whether all have ended. */
  public synchronized boolean close(Duration limit) throws InterruptedException {
    closed = true;
    long end = System.nanoTime() + limit.toNanos();
    for (long left = limit.toMillis(); requests.get() > 0 && left > 0; ) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
    return requests.get() == 0;
  }

  /** When a slot may be free for one more request, judged by how long texts have taken. */
  private synchronized Duration retryAfter() {
    double seconds = meanSeconds * (waiting.get() + 1) / capacity.texts();
    return Duration.ofSeconds(Math.clamp((long) Math.ceil(seconds), 1, LONGEST_RETRY.toSeconds()));
  }
}
