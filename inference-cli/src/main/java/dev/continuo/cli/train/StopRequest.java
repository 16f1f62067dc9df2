package dev.continuo.cli.train;

import dev.continuo.cli.terminal.Interrupts;
import dev.continuo.cli.terminal.Terminal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Whether the program was asked to end; its end waits until what runs has closed this. */
public final class StopRequest implements BooleanSupplier, AutoCloseable {

  private static final long MOST_SECONDS = 120;

  private final long patience;
  private final Runnable notice;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::requestAndWait, "continuo-stop");
  private volatile boolean requested;

  private StopRequest(long patience, Runnable notice) {
    this.patience = patience;
    this.notice = notice;
  }

  /** Listens for Ctrl-C and termination, and says so; a second one ends the program at once. */
  public static StopRequest onInterrupt(Terminal terminal) {
    return noted(terminal, "stopping");
  }

  /** The same for training, which saves the run before it ends. */
  public static StopRequest savingOnInterrupt(Terminal terminal) {
    return noted(terminal, "stopping: saving the run first");
  }

  private static StopRequest noted(Terminal terminal, String note) {
    return waiting(MOST_SECONDS, () -> terminal.note(note + "; Ctrl-C again ends at once"));
  }

  static StopRequest waiting(long seconds, Runnable notice) {
    StopRequest request = new StopRequest(seconds, notice);
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
    notice.run();
    try {
      if (!closed.await(patience, TimeUnit.SECONDS)) {
        System.Logger log = System.getLogger(StopRequest.class.getName());
        log.log(System.Logger.Level.WARNING, "ended before the work was saved");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
