package dev.continuo.cli.serve.http;

import dev.continuo.cli.serve.wire.ApiError;
import java.time.Duration;
import java.util.Locale;

/**
 * The part of the heap that request bodies may use while they are read and tokenized, and for what
 * is kept of them afterwards. A body for which there is no room is refused before it is read.
 */
final class MemoryBudget {

  /** Memory for each byte of a body: the byte itself, its JSON, its text, its tokens. */
  private static final int COST = 16;

  /** Bodies up to this length do not count against the budget. */
  static final int SMALL = 16 << 10;

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
     * Reserves what a body of so many bytes needs beyond what is already reserved.
     *
     * @throws ApiError if that much is not free now, or exceeds the whole budget
     */
    void hold(long bodyBytes) {
      take(Math.max(held, bodyBytes <= SMALL ? 0 : bodyBytes * COST));
    }

    /** Keeps at most so many bytes and releases the rest. */
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
