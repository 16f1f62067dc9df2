package dev.continuo.cli.serve.work;

import dev.continuo.cli.serve.wire.ApiError;
import dev.continuo.cli.serve.wire.CompletionRequest;
import dev.continuo.cli.serve.wire.Piece;
import dev.continuo.model.text.TextModel;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A request at work: its continuations are computed at the same time, as far as there are slots,
 * and their pieces are taken one after the other by its client's thread. Where the client takes
 * none for too long, the work ends.
 */
public final class CompletionRun implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(CompletionRun.class.getName());

  /** Pieces that a client may lag behind. */
  private static final int BUFFER = 256;

  private static final long LOOK_MILLIS = 100;

  private sealed interface Event {
    record Made(Piece piece) implements Event {}

    record Failed(Throwable cause) implements Event {}
  }

  private final TextModel model;
  private final RequestQueue queue;
  private final QueueLimits capacity;
  private final CompletionRequest request;
  private final Runnable onStall;
  private final long deadline;
  private final RequestQueue.Admission admission;
  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(BUFFER);
  private final Queue<Choice> choices = new ConcurrentLinkedQueue<>();
  private final Thread starter;
  private volatile boolean cancelled;
  private int unfinished;

  private CompletionRun(
      TextModel model,
      RequestQueue queue,
      QueueLimits capacity,
      CompletionRequest request,
      Runnable onStall,
      RequestQueue.Admission admission)
      throws InterruptedException {
    this.model = model;
    this.queue = queue;
    this.capacity = capacity;
    this.request = request;
    this.onStall = onStall;
    this.admission = admission;
    deadline = System.nanoTime() + capacity.request().toNanos();
    unfinished = request.choices();
    RequestQueue.Slot first = queue.first();
    starter = Thread.ofVirtual().name("continuo-request").start(() -> startAll(first));
  }

  /**
   * Starts when the request's turn has come.
   *
   * @param onStall what is done when the client takes nothing for too long
   * @throws ApiError where its turn does not come
   * @throws InterruptedException where the client leaves meanwhile
   */
  public static CompletionRun start(
      TextModel model,
      RequestQueue queue,
      QueueLimits capacity,
      CompletionRequest request,
      Runnable onStall)
      throws InterruptedException {
    RequestQueue.Admission admission = queue.admit();
    try {
      return new CompletionRun(model, queue, capacity, request, onStall, admission);
    } catch (RuntimeException | InterruptedException | Error e) {
      admission.close();
      throw e;
    }
  }

  /**
   * The next piece, or null when all continuations have ended.
   *
   * @throws ApiError where the request takes too long or fails
   */
  public @Nullable Piece next() throws InterruptedException {
    if (unfinished == 0) {
      return null;
    }
    long left = deadline - System.nanoTime();
    Event event = left > 0 ? events.poll(left, TimeUnit.NANOSECONDS) : null;
    return switch (event) {
      case null -> throw ApiError.timedOut(capacity.request());
      case Event.Failed(Throwable cause) -> {
        LOG.log(System.Logger.Level.ERROR, "a request failed", cause);
        throw ApiError.fault();
      }
      case Event.Made(Piece piece) -> {
        unfinished -= piece.finish().isPresent() ? 1 : 0;
        yield piece;
      }
    };
  }

  /** How long the request may still take. */
  public Duration left() {
    return Duration.ofNanos(deadline - System.nanoTime());
  }

  /** Ends what still runs. */
  @Override
  public void close() {
    cancelled = true;
    starter.interrupt();
    choices.forEach(Choice::cancel);
    admission.close();
  }

  private void startAll(RequestQueue.Slot first) {
    try {
      start(0, first);
      for (int index = 1; index < request.choices() && !cancelled; index++) {
        start(index, queue.next());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the request has ended
    }
  }

  private void start(int index, RequestQueue.Slot slot) {
    try {
      Thread.ofPlatform().daemon().name("continuo-text").start(() -> compute(index, slot));
    } catch (Error e) { // no more threads
      slot.close();
      hand(new Event.Failed(e));
    }
  }

  private void compute(int index, RequestQueue.Slot slot) {
    try (slot) {
      Choice choice = new Choice(model, request, index, piece -> hand(new Event.Made(piece)));
      choices.add(choice);
      if (!cancelled) {
        choice.run();
      }
      choices.remove(choice);
    } catch (RuntimeException | Error e) {
      hand(new Event.Failed(e));
    }
  }

  private void hand(Event event) {
    long patience = System.nanoTime() + capacity.stall().toNanos();
    try {
      while (!cancelled && !events.offer(event, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() > patience) {
          cancelled = true;
          choices.forEach(Choice::cancel);
          onStall.run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
