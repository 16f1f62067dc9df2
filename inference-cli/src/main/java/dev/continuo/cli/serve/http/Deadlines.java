package dev.continuo.cli.serve.http;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What is done at a later time, unless it is called off before. */
final class Deadlines implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(5);

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1, task -> Thread.ofPlatform().daemon().name("continuo-deadlines").unstarted(task));

  Deadlines() {
    executor.setRemoveOnCancelPolicy(true);
  }

  /** Something that is done when its time has come; closing it calls it off. */
  record Deadline(ScheduledFuture<?> future) implements AutoCloseable {
    @Override
    public void close() {
      future.cancel(false);
    }
  }

  /** Does something a moment after a time. */
  Deadline after(Duration delay, Runnable action) {
    long millis = delay.plus(GRACE).toMillis();
    return new Deadline(executor.schedule(action, millis, TimeUnit.MILLISECONDS));
  }

  /** Does something again and again, so long after it was done before. */
  Deadline every(Duration pause, Runnable action) {
    long millis = pause.toMillis();
    return new Deadline(
        executor.scheduleWithFixedDelay(action, millis, millis, TimeUnit.MILLISECONDS));
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
