package dev.continuo.trainer.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How fast memory is read from one end to the other. */
final class MemoryBandwidth {

  /** More than caches hold. */
  private static final int LONGS_PER_THREAD = 1 << 24;

  private static final int ROUNDS = 8;

  private MemoryBandwidth() {}

  /** The bytes per second that some threads read together, in the best of some rounds. */
  static double measure(int threads) {
    long[][] memory = new long[threads][LONGS_PER_THREAD];
    for (long[] part : memory) {
      Arrays.fill(part, 1);
    }
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      AtomicLong total = new AtomicLong();
      long start = System.nanoTime();
      Arrays.stream(memory)
          .map(part -> Thread.ofPlatform().start(() -> total.addAndGet(sum(part))))
          .toList()
          .forEach(MemoryBandwidth::join);
      double nanos = System.nanoTime() - start;
      if (total.get() != (long) threads * LONGS_PER_THREAD) {
        throw new IllegalStateException("memory was read wrongly: " + total);
      }
      double bytes = (double) threads * LONGS_PER_THREAD * Long.BYTES;
      best = Math.max(best, bytes / nanos * TimeUnit.SECONDS.toNanos(1));
    }
    return best;
  }

  private static long sum(long[] part) {
    long sum = 0;
    for (long x : part) {
      sum += x;
    }
    return sum;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
