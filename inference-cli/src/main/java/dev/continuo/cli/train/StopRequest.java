package dev.continuo.cli.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Whether the program was asked to end; its end waits until what runs has closed this. */
public final class StopRequest implements BooleanSupplier, AutoCloseable {

  private static final long MOST_SECONDS = 120;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::requestAndWait, "continuo-stop");
  private volatile boolean requested;

  private StopRequest() {}

  /** Listens for Ctrl-C and termination. */
  public static StopRequest onInterrupt() {
    StopRequest request = new StopRequest();
    Runtime.getRuntime().addShutdownHook(request.hook);
    return request;
  }

  @Override
  public boolean getAsBoolean() {
    return requested;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      requested = true;
    } finally {
      closed.countDown();
    }
  }

  private void requestAndWait() {
    requested = true;
    try {
      if (!closed.await(MOST_SECONDS, TimeUnit.SECONDS)) {
        System.Logger log = System.getLogger(StopRequest.class.getName());
        log.log(System.Logger.Level.WARNING, "ended before the work was put away");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
