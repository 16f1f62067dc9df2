package dev.continuo.cli.train;

import dev.continuo.cli.terminal.Interrupts;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Whether the program was asked to end; its end waits until what runs has closed this. */
public final class StopRequest implements BooleanSupplier, AutoCloseable {

  private static final long MOST_SECONDS = 120;

  private final long patience;
  private final Runnable told;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::requestAndWait, "continuo-stop");
  private volatile boolean requested;

  private StopRequest(long patience, Runnable told) {
    this.patience = patience;
    this.told = told;
  }

  /**
   * Listens for Ctrl-C and termination; a second one ends the program at once.
   *
   * @param told what is done when it comes
   */
  public static StopRequest onInterrupt(Runnable told) {
    return waiting(MOST_SECONDS, told);
  }

  static StopRequest waiting(long seconds, Runnable told) {
    StopRequest request = new StopRequest(seconds, told);
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
    Interrupts.endAtOnce();
    requested = true;
    told.run();
    try {
      if (!closed.await(patience, TimeUnit.SECONDS)) {
        System.Logger log = System.getLogger(StopRequest.class.getName());
        log.log(System.Logger.Level.WARNING, "ended before the work was put away");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
