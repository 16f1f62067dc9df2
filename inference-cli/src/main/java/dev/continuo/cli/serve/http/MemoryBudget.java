package dev.continuo.cli.serve.http;

import dev.continuo.cli.serve.wire.ApiError;
import java.time.Duration;
import java.util.Locale;

/**
 * The part of the heap that bodies of requests may take, while they are read and turned into tokens
 * and as far as they are kept after that. A body that finds no room is refused before it is read.
 */
final class MemoryBudget {

  /** What a byte of a body may take: itself, its JSON, its text, its tokens. */
  private static final int COST = 16;

  /** A body that is no longer than that takes no part of the budget. */
  private static final int SMALL = 16 << 10;

  private static final Duration SOON = Duration.ofSeconds(1);

  private final long total;
  private long taken;

  /** A third of the heap. */
  static MemoryBudget ofHeap() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / 3);
  }

  MemoryBudget(long total) {
    this.total = total;
  }

  /** How much is taken. */
  synchronized long taken() {
    return taken;
  }

  /** A share for one request. */
  Share share() {
    return new Share();
  }

  /** What one request takes, until it is closed. */
  final class Share implements AutoCloseable {

    private long held;

    /**
     * Takes what a body of so many bytes needs, where that is not held yet.
     *
     * @throws ApiError where that is not there now, or never
     */
    void hold(long bodyBytes) {
      take(Math.max(held, bodyBytes <= SMALL ? 0 : bodyBytes * COST));
    }

    /** Keeps so many bytes at most, and gives back the rest. */
    void keep(long bytes) {
      take(Math.min(held, bytes));
    }

    private void take(long bytes) {
      synchronized (MemoryBudget.this) {
        if (bytes > total) {
          throw ApiError.invalid(
              413,
              String.format(
                  Locale.ROOT,
                  "body: expected at most %,d bytes in this heap, found more; give the service more memory with CONTINUO_JVM_OPTIONS=-Xmx8g",
                  total / COST));
        }
        if (bytes > held && taken - held + bytes > total) {
          throw ApiError.unavailable(
              "other long requests hold all the memory; try again later", SOON);
        }
        taken += bytes - held;
        held = bytes;
      }
    }

    @Override
    public void close() {
      take(0);
    }
  }
}
