package dev.continuo.corpus.work;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Applies a function to the elements of an iterator on several threads, and gives the results in
 * the order of the elements, so that the number of threads makes no difference to them. Only a few
 * elements for each thread are in memory. The iterator is used by the calling thread alone.
 */
public final class OrderedWorkers<I, O> implements Iterator<O>, AutoCloseable {

  private static final int AHEAD = 2;

  private final Iterator<I> inputs;
  private final BlockingQueue<Function<I, O>> functions = new LinkedBlockingQueue<>();
  private final Deque<Future<O>> running = new ArrayDeque<>();
  private final ExecutorService threads;
  private final int window;

  /**
   * Starts nothing yet.
   *
   * @param functions makes a function for each thread, which need not be thread-safe
   */
  public OrderedWorkers(int threadCount, Iterator<I> inputs, Supplier<Function<I, O>> functions) {
    this.inputs = inputs;
    for (int i = 0; i < threadCount; i++) {
      this.functions.add(functions.get());
    }
    threads =
        Executors.newFixedThreadPool(
            threadCount, Thread.ofPlatform().daemon().name("corpus-", 0).factory());
    window = threadCount * AHEAD + 1;
  }

  @Override
  public boolean hasNext() {
    submit();
    return !running.isEmpty();
  }

  private void submit() {
    while (running.size() < window && inputs.hasNext()) {
      I input = inputs.next();
      running.add(threads.submit(() -> apply(input)));
    }
  }

  private O apply(I input) throws InterruptedException {
    Function<I, O> function = functions.take();
    try {
      return function.apply(input);
    } finally {
      functions.add(function);
    }
  }

  @Override
  public O next() {
    submit();
    try {
      return running.remove().get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
